package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.pipelines.template.ParameterKind;
import io.twinbeam.pipelines.template.Template;
import io.twinbeam.pipelines.template.TemplateParameter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Holds the parameters of templates against the options of their commands, both ways. */
final class TemplateOptionsTest {

  /** Of a terminal, of the command line as a whole, and what launches nothing. */
  private static final Set<String> NO_PARAMETERS =
      Set.of("--progress", "--dryRun", "--stacktrace", "--help", "--version");

  private static CommandSpec command(Template template) {
    return root().subcommands().get(template.command().get(0)).getCommandSpec();
  }

  private static CommandSpec root() {
    return Twinbeam.commandLine(
            new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()))
        .getCommandSpec();
  }

  private static ArgSpec argument(Template template, TemplateParameter parameter) {
    int place = template.positional().indexOf(parameter.name());
    return place < 0
        ? command(template).findOption("--" + parameter.name())
        : command(template).positionalParameters().get(place);
  }

  @ParameterizedTest
  @EnumSource
  void everyOptionIsAParameterAndEveryParameterAnOption(Template template) {
    Set<String> options =
        command(template).options().stream()
            .map(OptionSpec::longestName)
            .filter(name -> !NO_PARAMETERS.contains(name) && !fixed(template, name))
            .map(name -> name.substring("--".length()))
            .collect(Collectors.toCollection(TreeSet::new));
    options.addAll(template.positional());
    assertEquals(template.positional().size(), command(template).positionalParameters().size());
    assertEquals(
        options,
        template.parameters().stream()
            .map(TemplateParameter::name)
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  /** One that the template fixes, or that makes the command another template. */
  private static boolean fixed(Template template, String option) {
    return template.command().contains(option)
        || (template == Template.EXPERIMENT && Template.TRAIN.command().contains(option));
  }

  @ParameterizedTest
  @EnumSource
  void parametersAreRequiredAndDefaultAsOptionsAre(Template template) {
    for (TemplateParameter parameter : template.parameters()) {
      ArgSpec argument = argument(template, parameter);
      boolean flag = argument.typeInfo().isBoolean();
      assertEquals(flag, parameter.kind() == ParameterKind.BOOLEAN, parameter.name());
      if (parameter.name().equals("workspace") && parameter.required()) {
        // A folder beside the shell is none that a cluster sees.
        assertEquals("workspace", argument.defaultValue());
      } else {
        assertEquals(argument.required(), parameter.required(), parameter.name());
        Optional<String> standard =
            flag ? Optional.of("false") : Optional.ofNullable(argument.defaultValue());
        assertEquals(standard, parameter.standard(), parameter.name());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void optionsOfALaunchAndParametersDoNotShareNames(Template template) {
    for (String name : new String[] {"launch", "templates"}) {
      CommandSpec spec = root().subcommands().get(name).getCommandSpec();
      CommandSpec render =
          spec.subcommands().isEmpty() ? spec : spec.subcommands().get("render").getCommandSpec();
      for (TemplateParameter parameter : template.parameters()) {
        assertTrue(render.findOption("--" + parameter.name()) == null, parameter.name());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theCommandTakesEveryArgumentOfALaunch(Template template) {
    Map<String, String> given =
        template.parameters().stream()
            .collect(
                Collectors.toMap(
                    TemplateParameter::name,
                    parameter ->
                        parameter.kind() == ParameterKind.BOOLEAN
                            ? "true"
                            : parameter.kind() == ParameterKind.NUMBER ? "1" : "some"));
    CommandLine line = new CommandLine(command(template).userObject());
    CommandLine.ParseResult parsed =
        line.parseArgs(template.arguments(given).stream().skip(1).toArray(String[]::new));
    assertEquals(0, parsed.unmatched().size(), parsed.unmatched().toString());
  }

  @Test
  void theTemplatesAreTheFiveOfTheDocs() {
    assertEquals(
        "[preprocess, train, pseudo-label, evaluate, experiment]", Template.keys().toString());
  }
}
