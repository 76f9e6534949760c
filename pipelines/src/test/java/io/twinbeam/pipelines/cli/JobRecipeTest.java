package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.twinbeam.model.recipe.Modality;
import io.twinbeam.model.recipe.Recipe;
import io.twinbeam.pipelines.recipe.RecipeDefinition;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class JobRecipeTest {

  private static final List<String> PET_AND_CT = List.of("PET", "CT");

  private static RecipeDefinition auto(Optional<Modality> modality) {
    return new RecipeDefinition(
        "auto", "", Recipe.of(), true, modality, Optional.empty(), List.of());
  }

  @Test
  void everyChannelHasTheModalityThatItsNameTells() {
    assertEquals(
        List.of(Modality.MR, Modality.CT),
        JobRecipe.modalities(auto(Optional.empty()), PET_AND_CT));
    assertEquals(List.of(Modality.MR), JobRecipe.modalities(auto(Optional.empty()), List.of("0")));
  }

  @Test
  void theModalityOfARecipeHoldsForAllChannels() {
    assertEquals(
        List.of(Modality.CT, Modality.CT),
        JobRecipe.modalities(auto(Optional.of(Modality.CT)), PET_AND_CT));
  }
}
