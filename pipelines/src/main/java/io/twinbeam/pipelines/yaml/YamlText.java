package io.twinbeam.pipelines.yaml;

import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Turns text into YAML nodes, within bounds that no honest file meets. */
final class YamlText {

  static final int MAX_CHARACTERS = 1 << 20;
  private static final int MAX_ALIASES = 20;
  private static final int MAX_DEPTH = 32;

  private YamlText() {}

  /**
   * The root node of {@code text}.
   *
   * @param file its name, for messages
   * @throws InvalidFileException where the text is not one YAML document, is empty, or exceeds the
   *     bounds
   */
  static Node compose(String text, String file) {
    if (text.length() > MAX_CHARACTERS) {
      throw refused(
          file, "must have at most " + MAX_CHARACTERS + " characters, has " + text.length());
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setSchema(new CoreSchema())
            .setMaxAliasesForCollections(MAX_ALIASES)
            .setAllowDuplicateKeys(true) // Reported with all other problems instead.
            .build();
    try {
      requireFlat(settings, text, file);
      return new Compose(settings)
          .composeString(text)
          .orElseThrow(() -> refused(file, "the file is empty"));
    } catch (MarkedYamlEngineException e) {
      throw refused(file, e);
    } catch (YamlEngineException e) {
      throw refused(file, "not YAML: " + firstLine(e.getMessage()));
    }
  }

  /** Composing recurses, so that deep nesting would end in a stack overflow; parsing does not. */
  private static void requireFlat(LoadSettings settings, String text, String file) {
    int depth = 0;
    for (Event event : new Parse(settings).parseString(text)) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        default -> {}
      }
      if (depth > MAX_DEPTH) {
        throw refused(file, "must nest at most " + MAX_DEPTH + " deep, nests deeper");
      }
    }
  }

  private static InvalidFileException refused(String file, MarkedYamlEngineException e) {
    int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
    int column = e.getProblemMark().map(mark -> mark.getColumn() + 1).orElse(1);
    return new InvalidFileException(
        file, List.of(new Problem(line, column, "not YAML: " + firstLine(e.getProblem()))));
  }

  private static InvalidFileException refused(String file, String message) {
    return new InvalidFileException(file, List.of(new Problem(1, 1, message)));
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("unreadable");
  }
}
