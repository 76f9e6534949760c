package io.twinbeam.pipelines.recipe;

import io.twinbeam.model.recipe.Modality;
import io.twinbeam.model.recipe.Recipe;
import java.util.List;
import java.util.Optional;

/**
 * What a recipe file says.
 *
 * @param name of the recipe, or of its file without folder and ending
 * @param description on one line, empty where there is none
 * @param recipe the steps; none where {@code isAuto}
 * @param isAuto whether the steps are chosen from the fingerprint of a whole data set, see {@link
 *     io.twinbeam.model.recipe.AutoRecipe}
 * @param modality what kind of images the recipe is for, where the file says so
 * @param spacingOfFilesWithout mm per voxel, in the order of the array axes, for files whose format
 *     states no spacing
 * @param channels names or numbers of the channels of a data set that the recipe is for, in the
 *     order in which networks see them; empty for all
 */
public record RecipeDefinition(
    String name,
    String description,
    Recipe recipe,
    boolean isAuto,
    Optional<Modality> modality,
    Optional<List<Double>> spacingOfFilesWithout,
    List<String> channels) {

  public RecipeDefinition {
    spacingOfFilesWithout = spacingOfFilesWithout.map(List::copyOf);
    channels = List.copyOf(channels);
  }
}
