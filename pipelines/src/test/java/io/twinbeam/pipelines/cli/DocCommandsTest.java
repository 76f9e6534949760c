package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ParseResult;

/** What a page says to type is what bin/twinbeam takes. */
final class DocCommandsTest {

  private static final Pattern BLOCK = Pattern.compile("(?ms)^```\\n(.*?)^```");
  private static final Pattern COMMAND =
      Pattern.compile("(?m)^(?:bin/twinbeam|templates/flink/submit \\S+) (.*)$");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"dataflow", "flink", "templates", "storage", "security", "run", "preprocessing"})
  void everyCommandOfAPageIsTaken(String page) throws IOException {
    for (List<String> words : commands(page)) {
      switch (words.get(0)) {
        case "launch" -> {
          words.add(2, "--print");
          assertRuns(words);
        }
        case "templates" -> {
          words.removeIf(word -> word.startsWith("--into="));
          assertRuns(words);
        }
        default -> assertTaken(words);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dataflow", "flink", "templates", "storage"})
  void aPageThatIsToBeCopiedHasCommands(String page) throws IOException {
    assertTrue(commands(page).size() >= 2, page);
  }

  private void assertRuns(List<String> words) {
    if (words.contains("render")) {
      words.add("--into=" + folder);
    }
    CommandRun run = CommandRun.of(words.toArray(String[]::new));
    assertEquals(0, run.status(), words + "\n" + run.err());
  }

  private static void assertTaken(List<String> words) {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    ParseResult parsed =
        Twinbeam.commandLine(nowhere, nowhere).parseArgs(words.toArray(String[]::new));
    List<String> ofBeam = parsed.hasSubcommand() ? parsed.subcommand().unmatched() : List.of();
    assertDoesNotThrow(() -> BeamArguments.parse(ofBeam), words.toString());
  }

  /** The words of each, with names of its reader's that are like real ones. */
  private static List<List<String>> commands(String page) throws IOException {
    List<List<String>> commands = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(Path.of("..", "docs", page + ".md")));
    while (block.find()) {
      String text =
          block
              .group(1)
              .replaceAll("\\\\\\n *", "")
              .replaceAll("\\$?\\bREGION\\b", "europe-west4")
              .replaceAll("\\$?\\bBUCKET\\b", "bucket")
              .replaceAll("\\bHOST\\b", "host");
      Matcher command = COMMAND.matcher(text);
      while (command.find()) {
        commands.add(new ArrayList<>(List.of(command.group(1).strip().split(" +"))));
      }
    }
    return commands;
  }
}
