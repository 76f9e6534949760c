package io.twinbeam.pipelines.recipe;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.twinbeam.model.recipe.Modality;
import io.twinbeam.model.recipe.Recipe;
import io.twinbeam.model.recipe.RecipeStep;
import io.twinbeam.model.recipe.Steps;
import io.twinbeam.pipelines.yaml.Rule;
import io.twinbeam.pipelines.yaml.Section;
import io.twinbeam.pipelines.yaml.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the content of a recipe file. */
final class RecipeSection {

  private static final String AUTO = "auto";
  private static final Rule<String> STEP = Rule.oneOf(Maps.toMap(Steps.names(), name -> name));

  private RecipeSection() {}

  static RecipeDefinition read(Section root, String name) {
    String description = root.get("description", "", Rule.text());
    root.optional("source", Rule.text());
    Optional<Modality> modality =
        root.optional(
            "modality", Rule.oneOf(ImmutableMap.of("ct", Modality.CT, "mr", Modality.MR)));
    Optional<List<Double>> spacing = root.numbers("spacingOfFilesWithout", 3, 0.01, 100);
    root.requireElement("channels", Rule.text());
    List<String> channels = root.distinct("channels", Rule.text());
    root.requireMention("steps", "steps: [reorient, z-score]");
    root.requireElement("steps", STEP);
    List<Value> elements = root.list("steps");
    boolean isAuto = elements.size() == 1 && elements.get(0).is(AUTO);
    List<RecipeStep> steps = isAuto ? List.of() : steps(elements);
    return new RecipeDefinition(
        name, description, new Recipe(steps), isAuto, modality, spacing, channels);
  }

  private static List<RecipeStep> steps(List<Value> elements) {
    List<RecipeStep> steps = new ArrayList<>();
    for (Value element : elements) {
      (element.isMapping() ? withSettings(element) : plain(element)).ifPresent(steps::add);
    }
    return steps;
  }

  private static Optional<RecipeStep> plain(Value element) {
    return element.as(STEP).map(name -> read(name, element.asEmptySection()));
  }

  private static Optional<RecipeStep> withSettings(Value element) {
    Section section = element.section();
    section.expect(Steps.names());
    section.refuseUnknown();
    List<String> named = Steps.names().stream().filter(section::mentions).toList();
    if (named.size() != 1) {
      if (named.size() > 1) {
        element.reject("must be one step, names " + String.join(" and ", named));
      }
      return Optional.empty();
    }
    return Optional.of(read(named.get(0), section.section(named.get(0))));
  }

  private static RecipeStep read(String name, Section settings) {
    RecipeStep step = Steps.read(name, new SectionSettings(settings));
    settings.refuseUnknown();
    return step;
  }
}
