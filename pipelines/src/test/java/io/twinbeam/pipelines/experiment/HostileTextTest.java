package io.twinbeam.pipelines.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are not experiments, and files made to do harm. */
class HostileTextTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "  \n", "# only a comment\n"})
  void anEmptyFileIsCalledEmpty(String text) {
    assertEquals(List.of("1:1: the file is empty"), Refusals.of(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"just words", "- a\n- b\n", "42", "[]"})
  void aFileThatIsNoMappingIsRefusedWithNothingElse(String text) {
    List<String> problems = Refusals.of(text);
    assertTrue(problems.get(0).startsWith("1:1: the file must be a mapping"), problems.toString());
  }

  @Test
  void whatIsNotYamlIsRefusedWhereItBreaks() {
    List<String> problems = Refusals.of("name: a\ndata: {folder: [b\nseeds: 1\n");
    assertEquals(1, problems.size());
    assertTrue(problems.get(0).matches("3:\\d+: not YAML: .+"), problems.get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: *nowhere", "a: b: c", "\tname: a", "%YAML 9.9\n--- a", "a: \u0000"})
  void brokenYamlIsOneProblem(String text) {
    List<String> problems = Refusals.of(text);
    assertEquals(1, problems.size(), problems.toString());
    assertTrue(problems.get(0).contains("not YAML: "), problems.get(0));
  }

  @Test
  void aSecondDocumentIsRefused() {
    List<String> problems = Refusals.of(Refusals.LEAST + "---\n" + Refusals.LEAST);
    assertEquals(1, problems.size());
    assertTrue(problems.get(0).contains("not YAML: "), problems.get(0));
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstKey() {
    assertEquals("least", ExperimentFile.parse("\uFEFF" + Refusals.LEAST, "bom.yaml").name());
  }

  @Test
  void anAliasBombIsRefused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 40; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]%n".formatted(i, i, i - 1, i - 1));
    }
    List<String> problems = Refusals.of(bomb.toString());
    assertEquals(1, problems.size());
    assertTrue(problems.get(0).contains("aliases"), problems.get(0));
  }

  @Test
  void aMappingInsideItselfIsRefusedLikeAnyOther() {
    List<String> problems = Refusals.of(Refusals.LEAST + "training: &t {steps: *t}\n");
    assertEquals(
        List.of("4:11: training.steps must be a whole number from 1 to 10000000, is a mapping"),
        problems);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- "})
  void deepNestingIsRefusedBeforeItOverflowsTheStack(String opening) {
    assertEquals(
        List.of("1:1: must nest at most 32 deep, nests deeper"),
        Refusals.of(opening.repeat(100_000)));
  }

  @Test
  void aHugeFileIsRefusedUnread() {
    assertEquals(
        List.of("1:1: must have at most 1048576 characters, has 2000000"),
        Refusals.of("#".repeat(2_000_000)));
  }

  @Test
  void tagsMakeNoObjects() {
    assertEquals(
        List.of("4:8: seeds must be a list, is a mapping"),
        Refusals.of(Refusals.LEAST + "seeds: !!java.net.URL {a: b}\n"));
  }
}
