package io.twinbeam.pipelines.cli;

import io.twinbeam.pipelines.recipe.RecipeFile;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the recipes that come along, or prints one. */
@Command(
    name = "recipes",
    description = "Lists the preprocessing recipes that come along, or prints one as YAML.",
    footer = "A recipe file of your own starts best from the print of one that comes along.",
    mixinStandardHelpOptions = true)
final class RecipesCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      description = "The recipe to print; its list of problems if it is a file that has any.")
  private String name;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (name == null) {
      list(out);
    } else {
      print(out);
    }
    out.flush();
    return ExitCode.OK;
  }

  private static void list(PrintWriter out) {
    int width = RecipeFile.names().stream().mapToInt(String::length).max().orElse(1);
    for (String known : RecipeFile.names()) {
      out.printf("%-" + width + "s  %s%n", known, RecipeFile.named(known).description());
    }
  }

  private void print(PrintWriter out) {
    try {
      RecipeFile.named(name);
      out.print(RecipeFile.text(name));
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }
}
