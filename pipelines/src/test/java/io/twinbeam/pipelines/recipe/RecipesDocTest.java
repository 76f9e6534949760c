package io.twinbeam.pipelines.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.recipe.Steps;
import io.twinbeam.pipelines.yaml.InvalidFileException;
import io.twinbeam.pipelines.yaml.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds docs/recipes.md against the reader: its steps, settings, defaults and ranges. */
class RecipesDocTest {

  private static final String UNKNOWN = "qqqqqqqqqqqqqqqq";
  private static final Pattern KNOWN = Pattern.compile("known here are (.*)$");

  /** What a step needs to be valid, and settings that need each other. */
  private static final Map<String, String> COMPANY =
      Map.of(
          "fixed-size.outside", "shape: 8x8x8, ",
          "resample.image", "spacing: [1, 1, 1], ",
          "resample.label", "spacing: [1, 1, 1], ");

  /** A row of the table of steps. */
  record Row(String step, String setting, String standard, String allowed) {

    String name() {
      return step + "." + setting;
    }

    @Override
    public String toString() {
      return name();
    }
  }

  private static String doc() throws IOException {
    return Files.readString(Path.of("..", "docs", "recipes.md"), StandardCharsets.UTF_8);
  }

  private static List<List<String>> rows(int columns) throws IOException {
    return doc()
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
        .map(cells -> cells.subList(1, cells.size() - 1))
        .filter(cells -> cells.size() == columns)
        .map(cells -> cells.stream().map(cell -> cell.replace("`", "")).toList())
        .toList();
  }

  static List<Row> settings() throws IOException {
    return rows(5).stream()
        .filter(cells -> !cells.get(1).equals("-"))
        .map(cells -> new Row(cells.get(0), cells.get(1), cells.get(2), cells.get(3)))
        .toList();
  }

  private static List<String> problems(String text) {
    try {
      RecipeFile.parse(text, "doc", "doc");
      return List.of();
    } catch (InvalidFileException e) {
      return e.problems().stream().map(Problem::message).toList();
    }
  }

  private static String with(Row row, String value) {
    String company = COMPANY.getOrDefault(row.name(), "");
    return "steps: [{" + row.step() + ": {" + company + row.setting() + ": " + value + "}}]";
  }

  private static Set<String> known(String text) {
    return problems(text).stream()
        .map(KNOWN::matcher)
        .filter(Matcher::find)
        .flatMap(match -> Arrays.stream(match.group(1).split(", ")))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyStepIsDocumentedInItsOrder() throws IOException {
    Set<String> steps = new LinkedHashSet<>();
    rows(5).forEach(cells -> steps.add(cells.get(0)));
    assertEquals(List.copyOf(Steps.names()), List.copyOf(steps));
  }

  @Test
  void everySettingOfEveryStepIsDocumented() throws IOException {
    for (String step : Steps.names()) {
      Set<String> documented = new TreeSet<>();
      settings().stream()
          .filter(r -> r.step().equals(step))
          .forEach(r -> documented.add(r.setting()));
      assertEquals(known("steps: [{" + step + ": {" + UNKNOWN + ": 1}}]"), documented, step);
    }
  }

  @Test
  void everyKeyOfTheFileIsDocumented() throws IOException {
    Set<String> documented = new TreeSet<>();
    rows(4).forEach(cells -> documented.add(cells.get(0)));
    assertEquals(known("steps: [reorient]\n" + UNKNOWN + ": 1"), documented);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void theRangeThatIsDocumentedIsTheOneThatRefusalsName(Row row) {
    List<String> refusals = problems(with(row, "[[]]"));
    List<String> others = problems(with(row, "{a: 1}"));
    assertTrue(
        refusals.stream()
                .anyMatch(m -> m.contains(row.name()) && m.contains(row.allowed() + ", is "))
            || others.stream().anyMatch(m -> m.contains(row.allowed() + ", is ")),
        refusals + " " + others);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void theDefaultThatIsDocumentedIsTheReaders(Row row) {
    switch (row.standard()) {
      case "*none*" -> {} // Which of these must stand together is tested with the reader.
      case "*required*" ->
          assertTrue(problems(with(row, "~")).get(0).contains(row.setting() + " is missing"));
      default ->
          assertEquals(
              RecipeFile.parse(with(row, "~"), "doc", "doc"),
              RecipeFile.parse(with(row, row.standard()), "doc", "doc"));
    }
  }

  @Test
  void theExampleIsValid() throws IOException {
    Matcher fence = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(doc());
    assertTrue(fence.find());
    assertEquals(5, RecipeFile.parse(fence.group(1), "doc", "doc").recipe().steps().size());
  }
}
