package io.twinbeam.pipelines.recipe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.io.Resources;
import io.twinbeam.model.recipe.Modality;
import io.twinbeam.model.recipe.Recipe;
import io.twinbeam.pipelines.yaml.InvalidFileException;
import io.twinbeam.pipelines.yaml.Spelling;
import io.twinbeam.pipelines.yaml.YamlFile;
import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds and reads recipes. A new one is its file in the resources and its name here. */
public final class RecipeFile {

  private static final List<String> NAMES =
      List.of(
          "default",
          "hippocampus",
          "left-atrium",
          "left-atrium-label-crop",
          "pancreas-ct",
          "pancreas-ct-label-crop",
          "brats-2019",
          "auto");
  private static final String FOLDER = "io/twinbeam/pipelines/recipes/";
  private static final String ENDING = ".yaml";

  private RecipeFile() {}

  /** The recipes that come along. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * The recipe of that name, or in that file.
   *
   * @param nameOrPath one of {@link #names}, or the path of a file in YAML or JSON
   * @throws InvalidFileException listing every problem of the file with its line and column
   * @throws IllegalArgumentException where there is neither such a name nor such a file
   */
  public static RecipeDefinition named(String nameOrPath) {
    String text = text(nameOrPath);
    String name =
        NAMES.contains(nameOrPath)
            ? nameOrPath
            : Path.of(nameOrPath).getFileName().toString().replaceFirst("\\.[^.]*$", "");
    return parse(text, nameOrPath, name);
  }

  /**
   * The text of the recipe of that name, or in that file.
   *
   * @throws IllegalArgumentException where there is neither such a name nor such a file
   */
  public static String text(String nameOrPath) {
    try {
      if (NAMES.contains(nameOrPath)) {
        return Resources.toString(
            Resources.getResource(FOLDER + nameOrPath + ENDING), StandardCharsets.UTF_8);
      }
      Path file = Path.of(nameOrPath);
      if (Files.size(file) > YamlFile.MAX_BYTES) {
        throw new IOException("must have at most " + YamlFile.MAX_BYTES + " bytes");
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException | IllegalArgumentException e) {
      if (NAMES.contains(nameOrPath)) {
        throw new IllegalStateException("recipe " + nameOrPath + " must be among the resources", e);
      }
      throw new IllegalArgumentException(
          "recipe '"
              + nameOrPath
              + "' is neither a readable file nor one of "
              + String.join(", ", NAMES)
              + Spelling.closest(nameOrPath, NAMES)
                  .map(near -> "; did you mean " + near + "?")
                  .orElse("; name one of these or a YAML file"),
          e);
    }
  }

  /** A recipe file, in JSON, that says the same as {@code recipe}. */
  public static String write(
      String description, Optional<Modality> modality, List<String> channels, Recipe recipe) {
    ObjectNode tree = (ObjectNode) CanonicalJson.tree(recipe);
    tree.put("description", description);
    modality.ifPresent(known -> tree.put("modality", known.id()));
    if (!channels.isEmpty()) {
      tree.set("channels", CanonicalJson.tree(channels));
    }
    return CanonicalJson.writeIndented(tree);
  }

  static RecipeDefinition parse(String text, String file, String name) {
    return YamlFile.read(text, file, root -> RecipeSection.read(root, name));
  }
}
