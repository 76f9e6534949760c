package io.twinbeam.pipelines.experiment;

import io.twinbeam.pipelines.recipe.RecipeDefinition;
import io.twinbeam.pipelines.recipe.RecipeFile;
import io.twinbeam.pipelines.yaml.InvalidFileException;
import io.twinbeam.pipelines.yaml.Section;
import java.util.List;
import java.util.Optional;

/** The {@code recipe} of the {@code preprocessing} section, by name or file. */
final class NamedRecipe {

  private static final String KEY = "recipe";

  private NamedRecipe() {}

  /**
   * What the recipe says; nothing, with problems, where it cannot be used.
   *
   * @param excluded the keys that give steps otherwise
   * @param labelsAllowed whether label maps of test cases may be looked at
   */
  static Optional<RecipeDefinition> read(
      Section section, String name, List<String> excluded, boolean labelsAllowed) {
    for (String key : excluded) {
      if (section.has(key)) {
        section.reject(key, "and preprocessing.recipe exclude each other; keep one");
      }
    }
    try {
      RecipeDefinition definition = RecipeFile.named(name);
      check(section, definition, labelsAllowed);
      return Optional.of(definition);
    } catch (InvalidFileException e) {
      e.problems()
          .forEach(problem -> section.reject(KEY, "holds a mistake: " + name + ":" + problem));
    } catch (IllegalArgumentException e) {
      section.reject(KEY, "cannot be found: " + e.getMessage());
    }
    return Optional.empty();
  }

  private static void check(Section section, RecipeDefinition definition, boolean labelsAllowed) {
    if (definition.isAuto()) {
      section.reject(
          KEY,
          "must have steps, "
              + definition.name()
              + " chooses them from a whole data set; preprocess the data set with it first and"
              + " name the recipe.json that comes out");
    }
    if (definition.recipe().usesLabels() && !labelsAllowed) {
      section.reject(
          KEY,
          "must not look at the labels of test cases, "
              + definition.name()
              + " crops to the label box; choose a recipe that crops without labels, or set"
              + " allowLabelsAtTest: true");
    }
  }
}
