package io.twinbeam.pipelines.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.objective.Setting;
import io.twinbeam.model.objective.TermSettings;
import io.twinbeam.model.objective.Terms;
import io.twinbeam.model.training.Method;
import io.twinbeam.pipelines.yaml.InvalidFileException;
import io.twinbeam.pipelines.yaml.Problem;
import io.twinbeam.transforms.CaseRole;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds docs/experiment-file.md against the reader: its keys, defaults and ranges are the code's.
 */
class ExperimentFileDocTest {

  private static final String UNKNOWN = "qqqqqqqqqqqqqqqq";
  private static final Pattern KNOWN = Pattern.compile("known here are (.*)$");

  /** A row of a table of settings. */
  record Row(String key, String standard, String allowed) {

    /** The key's dotted path in a file, with examples in place of its placeholders. */
    String path() {
      return key.replace("TERM", "cosine").replace("NAME", "organ");
    }

    @Override
    public String toString() {
      return key;
    }
  }

  private static List<List<String>> tableRows() throws IOException {
    return Files.readAllLines(Path.of("..", "docs", "experiment-file.md"), StandardCharsets.UTF_8)
        .stream()
        .filter(line -> line.startsWith("| `"))
        .map(line -> Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
        .map(cells -> cells.subList(1, cells.size() - 1))
        .toList();
  }

  static List<Row> settings() throws IOException {
    return tableRows().stream()
        .filter(cells -> cells.size() == 4)
        .map(cells -> new Row(unquoted(cells.get(0)), cells.get(1), cells.get(2)))
        .toList();
  }

  private static String unquoted(String cell) {
    return cell.replace("`", "");
  }

  @ParameterizedTest
  @MethodSource("settings")
  void theDefaultThatIsDocumentedIsTheReaders(Row row) {
    String standard =
        switch (row.standard()) {
          case "half the patch" -> "48x48x48";
          case "*none*", "the preset's", "`8GiB` on a disk" -> "~";
          default -> unquoted(row.standard());
        };
    if (row.standard().equals("*required*")) {
      assertFalse(problems(row.path(), "~").isEmpty());
    } else {
      assertEquals(List.of(), problems(row.path(), standard));
      assertEquals(parse(row.path(), "~"), parse(row.path(), standard));
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void theRangeThatIsDocumentedIsTheOneThatRefusalsName(Row row) {
    List<String> refusals = new ArrayList<>(problems(row.path(), "[[]]"));
    refusals.addAll(problems(row.path(), "{a: 1}"));
    String name = row.path().replace("[]", "[0]");
    assertTrue(
        refusals.stream()
            .anyMatch(
                message -> message.startsWith(name) && message.contains(row.allowed() + ", is ")),
        refusals.toString());
  }

  @Test
  void everyKeyThatTheReaderKnowsIsDocumented() throws IOException {
    Set<String> documented = new TreeSet<>();
    Set<String> sections = new TreeSet<>(Set.of(""));
    for (Row row : settings()) {
      for (int dot = row.path().indexOf('.'); dot >= 0; dot = row.path().indexOf('.', dot + 1)) {
        sections.add(row.path().substring(0, dot) + ".");
        documented.add(row.path().substring(0, dot));
      }
      documented.add(row.path());
    }
    // Their names are the file's own, and terms, which have a table of their own.
    sections.removeAll(Set.of("data.classes.", "objective.terms.", "methods[].terms."));
    sections.removeIf(name -> name.endsWith(".thresholds.") || name.endsWith(".shares."));
    for (String section : sections) {
      List<String> known = known(section);
      assertFalse(known.isEmpty(), section);
      known.forEach(key -> assertTrue(documented.contains(section + key), section + key));
    }
  }

  private static List<String> known(String prefix) {
    return problems(prefix + UNKNOWN, "1").stream()
        .map(KNOWN::matcher)
        .filter(Matcher::find)
        .flatMap(match -> Arrays.stream(match.group(1).split(", ")))
        .toList();
  }

  @Test
  void everySettingOfEveryTermIsDocumentedWithDefaultAndRange() throws IOException {
    List<String> declared = new ArrayList<>();
    for (String term : Terms.names()) {
      for (Setting setting : Terms.settings(term)) {
        declared.add(
            String.join(" ", term, setting.name(), shown(setting.standard()), setting.range()));
      }
    }
    List<String> documented =
        tableRows().stream()
            .filter(cells -> cells.size() == 5)
            .map(cells -> unquoted(String.join(" ", cells.subList(0, 4))))
            .toList();
    assertEquals(declared, documented);
  }

  @Test
  void everyPresetIsDocumentedWithItsWeights() throws IOException {
    List<List<String>> documented =
        tableRows().stream()
            .filter(cells -> cells.size() == 1 + Method.names().size())
            .map(cells -> cells.stream().map(ExperimentFileDocTest::unquoted).toList())
            .toList();
    Set<String> terms = documented.stream().map(cells -> cells.get(0)).collect(Collectors.toSet());
    assertEquals(Set.copyOf(Terms.names()), terms);
    for (List<String> cells : documented) {
      int column = 1;
      for (String method : Method.names()) {
        assertEquals(weight(method, cells.get(0)), cells.get(column++));
      }
    }
  }

  private static String weight(String method, String name) {
    Optional<TermSettings> term =
        Method.named(method).objective().terms().stream()
            .filter(t -> t.name().equals(name))
            .findFirst();
    return term.map(t -> shown(t.weight()) + (t.ramped() ? " ramped" : "")).orElse("-");
  }

  private static String shown(Object value) {
    return String.valueOf(value).replaceFirst("\\.0$", "");
  }

  @Test
  void theExamplesAreValid() throws IOException {
    String doc =
        Files.readString(Path.of("..", "docs", "experiment-file.md"), StandardCharsets.UTF_8);
    List<String> examples = new ArrayList<>();
    Matcher fence = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(doc);
    while (fence.find()) {
      examples.add(fence.group(1));
    }
    assertEquals(3, examples.size());
    assertEquals("heart", ExperimentFile.parse(examples.get(0), "first").name());
    String head = "name: second\ndata: {phantom: {}}\n";
    assertEquals(
        CaseRole.VALIDATION,
        ExperimentFile.parse(head + "methods: supervised\n" + examples.get(1), "second")
            .evaluated());
    assertEquals(4, ExperimentFile.parse(head + examples.get(2), "third").methods().size());
  }

  private static List<String> problems(String path, String value) {
    try {
      parse(path, value);
      return List.of();
    } catch (InvalidFileException e) {
      return e.problems().stream().map(Problem::message).toList();
    }
  }

  /** A small experiment in which {@code path} has {@code value}. */
  private static Experiment parse(String path, String value) {
    Map<String, Object> file = new LinkedHashMap<>();
    put(file, "name", "doc");
    put(file, "data.classes.organ", "[1]");
    boolean phantoms = path.startsWith("data.phantom.");
    put(file, phantoms ? "data.phantom" : "data.folder", phantoms ? "{}" : "somewhere");
    put(file, path.startsWith("methods[]") ? "methods[].name" : "methods", "dual-uncertainty");
    put(file, path, value);
    if (file.containsKey("methods[]")) {
      file.put("methods", "[" + flow(file.remove("methods[]")) + "]");
    }
    return ExperimentFile.parse(flow(file), "doc");
  }

  @SuppressWarnings("unchecked")
  private static void put(Map<String, Object> tree, String path, String value) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      tree.put(path, value);
      return;
    }
    String key = path.substring(0, dot);
    if (!(tree.get(key) instanceof Map)) {
      tree.put(key, new LinkedHashMap<String, Object>());
    }
    put((Map<String, Object>) tree.get(key), path.substring(dot + 1), value);
  }

  private static String flow(Object tree) {
    return tree instanceof Map<?, ?> map
        ? map.entrySet().stream()
            .map(entry -> entry.getKey() + ": " + flow(entry.getValue()))
            .collect(Collectors.joining(", ", "{", "}"))
        : tree.toString();
  }
}
