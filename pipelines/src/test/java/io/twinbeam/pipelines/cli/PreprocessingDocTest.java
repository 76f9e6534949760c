package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.pipelines.recipe.RecipeFile;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.source.SourceFormat;
import io.twinbeam.transforms.source.SourceFormats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import picocli.CommandLine;

/** Holds docs/preprocessing.md against the code. */
final class PreprocessingDocTest {

  private static String doc;

  @BeforeAll
  static void readDoc() throws IOException {
    doc = Files.readString(Path.of("..", "docs", "preprocessing.md"));
  }

  /** The text between a heading and the next one. */
  private static String section(String heading) {
    String from = doc.substring(doc.indexOf("\n## " + heading + "\n") + heading.length() + 5);
    int next = from.indexOf("\n## ");
    return next < 0 ? from : from.substring(0, next);
  }

  @Test
  void theReasonsAreThoseOfTheCode() {
    String expected =
        Stream.concat(
                Stream.of("| reason | what is wrong, and how to mend it |", "| --- | --- |"),
                Arrays.stream(Fault.values())
                    .map(fault -> "| `" + fault + "` | " + fault.cure() + " |"))
            .reduce("", (table, row) -> table + row + "\n");

    String actual = section("Why a case fails");

    assertEquals(expected, actual.substring(actual.indexOf("| reason")), "copy the expected table");
  }

  @Test
  void everyFormatHasItsRowWithTheEndingsOfItsFiles() {
    List<String> rows =
        section("What goes in")
            .lines()
            .dropWhile(line -> !line.startsWith("| name | format | files |"))
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .toList();
    List<String> names = new ArrayList<>();
    for (SourceFormat format : SourceFormats.all()) {
      if (!format.name().equals(SourceFormats.PHANTOM)) {
        names.add(format.name());
      }
    }
    assertEquals(names, rows.stream().map(row -> row.split("`", -1)[1]).toList());
    for (String row : rows) {
      Matcher endings = Pattern.compile("`(\\.[a-z0-9.]+)`").matcher(row.split(" \\| ", -1)[2]);
      while (endings.find()) {
        String file = "a" + endings.group(1);
        assertTrue(
            SourceFormats.all().stream()
                .anyMatch(
                    format ->
                        row.startsWith("| `" + format.name() + "` ")
                            && (format.stem(file).isPresent()
                                || format.companionStem(file).isPresent())),
            row + ": " + file);
      }
    }
  }

  @Test
  void everyOptionIsListedWithItsDefault() {
    for (CommandLine.Model.OptionSpec option :
        new CommandLine(new PreprocessCommand()).getCommandSpec().options()) {
      if (!option.usageHelp() && !option.versionHelp()) {
        String value = option.required() ? option.paramLabel() : option.defaultValue();
        String setting = value == null ? "" : "=" + value.replace("|", "\\|");
        String cell = "| `" + option.longestName() + setting + "` | ";
        assertTrue(doc.contains(cell), cell);
      }
    }
  }

  @Test
  void theExitStatusesAreThoseOfTheCode() {
    for (int status : List.of(0, Twinbeam.FAILED, Twinbeam.USAGE, Twinbeam.BUSY)) {
      assertTrue(section("Exit status").contains("\n| " + status + " | "), "status " + status);
    }
  }

  @Test
  void theOptionsOfEveryExampleAreOnesTheCommandTakes() {
    Matcher options = Pattern.compile("(?m)(--[a-zA-Z]+)=([^\\s`|\\\\]+)").matcher(doc);
    int found = 0;
    CommandLine command = new CommandLine(new PreprocessCommand());
    while (options.find()) {
      String option = options.group(1);
      if (command.getCommandSpec().findOption(option) == null && !option.equals("--workspace")) {
        BeamArguments.parse(List.of(option + "=" + options.group(2)));
      }
      found++;
    }
    assertTrue(found > 15, found + " options");
    assertTrue(RecipeFile.names().contains("default"), "the examples' recipe");
  }

  @Test
  void theCronJobIsYamlThatForbidsTwoAtOnce() {
    String section = section("Every night with Kubernetes");
    int start = section.indexOf("```yaml\n") + "```yaml\n".length();
    Object tree =
        new Load(LoadSettings.builder().build())
            .loadFromString(section.substring(start, section.indexOf("```", start)));

    Map<?, ?> spec = (Map<?, ?>) ((Map<?, ?>) tree).get("spec");
    assertEquals("CronJob", ((Map<?, ?>) tree).get("kind"));
    assertEquals("Forbid", spec.get("concurrencyPolicy"));
    String container =
        CanonicalJson.tree(tree)
            .at("/spec/jobTemplate/spec/template/spec/containers/0/args")
            .toString();
    assertTrue(container.contains("--output=/data/prepared"), container);
  }
}
