package io.twinbeam.pipelines.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds docs/templates.md against the option interfaces. */
final class TemplatesDocTest {

  private static final String HEAD = "| parameter | value | |\n| --- | --- | --- |\n";

  private static String doc() throws IOException {
    return Files.readString(Path.of("..", "docs", "templates.md"));
  }

  private static String section(Template template) throws IOException {
    String heading = "\n### " + template.key() + "\n\n";
    String from = doc().substring(doc().indexOf(heading) + heading.length());
    return from.substring(0, from.indexOf("\n\n") + 1);
  }

  private static String table(Template template) {
    StringBuilder table = new StringBuilder(HEAD);
    for (TemplateParameter parameter : template.parameters()) {
      table.append(
          "| `%s` | %s | %s |\n"
              .formatted(parameter.name(), value(parameter), parameter.help().replace("|", "\\|")));
    }
    return table.toString();
  }

  private static String value(TemplateParameter parameter) {
    String kind =
        parameter.values().isEmpty()
            ? parameter.kind().name().replace('_', ' ').toLowerCase(Locale.ROOT)
            : String.join(", ", parameter.values());
    return parameter.required()
        ? kind + ", required"
        : kind + parameter.standard().map(value -> "; `" + value + "`").orElse("");
  }

  @ParameterizedTest
  @EnumSource
  void theTableOfParametersIsThatOfTheInterface(Template template) throws IOException {
    if (template.options().getDeclaredMethods().length > 0) {
      assertEquals(table(template), section(template), "copy the expected table");
    } else {
      assertTrue(section(template).startsWith("Those of [train](#train)."));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyTemplateHasItsRow(Template template) throws IOException {
    String row =
        "| `%s` | `%s` | %s |\n"
            .formatted(
                template.key(), String.join(" ", template.command()), template.description());
    assertTrue(doc().contains(row), row);
  }

  @Test
  void theOptionsOfALaunchAreListed() throws IOException {
    for (String name :
        new String[] {
          "into",
          "name",
          "image",
          "workerImage",
          "project",
          "region",
          "spec",
          "serviceAccount",
          "launcherMachineType",
          "tempLocation",
          "flinkMaster",
          "claim",
          "parallelism"
        }) {
      assertTrue(doc().contains("`--" + name + "="), name);
    }
  }
}
