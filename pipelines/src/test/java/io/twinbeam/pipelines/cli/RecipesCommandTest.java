package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.pipelines.recipe.RecipeFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipesCommandTest {

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int execute(String... arguments) {
    return Twinbeam.execute(new PrintWriter(out), new PrintWriter(err, true), arguments);
  }

  @Test
  void everyRecipeIsListedOnALineOfItsOwn() {
    assertEquals(0, execute("recipes"));
    List<String> lines = out.toString().lines().toList();
    assertEquals(
        RecipeFile.names(), lines.stream().map(line -> line.replaceFirst(" .*", "")).toList());
    assertTrue(lines.get(0).endsWith(RecipeFile.named("default").description()), lines.get(0));
  }

  @Test
  void aPrintedRecipeReadsAsTheOneItIs() throws IOException {
    assertEquals(0, execute("recipes", "brats-2019"));
    Path file = Files.writeString(folder.resolve("own.yaml"), out.toString());
    assertEquals(
        RecipeFile.named("brats-2019").recipe(), RecipeFile.named(file.toString()).recipe());
  }

  @Test
  void anUnknownNameIsRefusedWithTheNamesThatThereAre() {
    assertEquals(2, execute("recipes", "knee"));
    assertTrue(err.toString().contains("nor one of default, hippocampus"), err.toString());
  }

  @Test
  void theMistakesOfAFileAreListed() throws IOException {
    Path file = Files.writeString(folder.resolve("own.yaml"), "steps: [blur, clip]\n");
    assertEquals(2, execute("recipes", file.toString()));
    assertEquals(2, err.toString().lines().count(), err.toString());
  }
}
