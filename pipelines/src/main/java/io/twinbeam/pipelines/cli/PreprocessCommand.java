package io.twinbeam.pipelines.cli;

import io.twinbeam.model.recipe.LabelClasses;
import io.twinbeam.model.recipe.Recipe;
import io.twinbeam.pipelines.PreprocessPipeline;
import io.twinbeam.pipelines.dryrun.DryRun;
import io.twinbeam.pipelines.recipe.RecipeDefinition;
import io.twinbeam.pipelines.results.JobFolder;
import io.twinbeam.pipelines.results.Manifest;
import io.twinbeam.transforms.io.DataSource;
import io.twinbeam.transforms.preprocess.PreprocessSettings;
import io.twinbeam.transforms.source.SourceRules;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.beam.sdk.options.PipelineOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Preprocesses whatever lies in a folder; made to run every night. */
@Command(
    name = "preprocess",
    description = "Preprocesses every case of a folder; cases that were done before are kept.",
    footer = "Options of Beam and of its runners, such as --runner=FlinkRunner, may follow.",
    mixinStandardHelpOptions = true)
final class PreprocessCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--input",
      paramLabel = "DIR",
      required = true,
      description = "The data set's folder.")
  private String input;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      required = true,
      description = "Where artifacts, manifest.json and failed-cases.csv are kept.")
  private String output;

  @Option(
      names = "--recipe",
      paramLabel = "NAME|FILE",
      required = true,
      description = "What is done to each case.")
  private String recipe;

  @Option(
      names = "--maxFailed",
      paramLabel = "PERCENT",
      defaultValue = "5%",
      description = "Exit with 1 if more cases than this fail (default: ${DEFAULT-VALUE}).")
  private String maxFailed;

  @Option(
      names = "--maxVoxels",
      paramLabel = "N",
      defaultValue = "" + SourceRules.DEFAULT_MAX_VOXELS,
      description = "Refuse larger volumes, which bounds memory (default: ${DEFAULT-VALUE}).")
  private long maxVoxels;

  @Option(
      names = "--allowLabelsAtTest",
      description = "Let a recipe crop test cases, too, by their label maps.")
  private boolean labelsAtTest;

  @Mixin private ProgressOption progress;

  @Mixin private DryRunOption dryRun;

  @Unmatched private List<String> beamArguments = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    Problems problems = new Problems();
    PipelineOptions options = problems.collect(() -> BeamArguments.parse(beamArguments));
    FailureShare allowed = problems.collect(() -> FailureShare.parse(maxFailed));
    RecipeDefinition definition = problems.collect(() -> JobRecipe.named(recipe));
    if (HandOver.launch().isPresent()) {
      problems.hold(definition, JobRecipe::requireSteps);
    }
    problems.collect(this::requireVoxels);
    InputData data =
        problems.collect(
            () ->
                InputData.of(
                    new DataSource(
                        input, true, null, definition == null ? List.of() : definition.channels()),
                    "--input",
                    BeamArguments.orNone(options)));
    Path folder = problems.collect(() -> Locations.writableFolder(output, "--output"));
    if (folder != null) {
      problems.hold(data, in -> in.requireOutside(folder, "--output"));
    }
    problems.throwAny();
    JobFolder job =
        HandOver.launch()
            .map(launch -> JobFolder.ofLaunch(folder, launch))
            .orElseGet(() -> new JobFolder(folder));
    Optional<Integer> told = dryRun.instead(beamArguments, dry -> tell(dry, definition, data, job));
    if (told.isPresent()) {
      return told.get();
    }
    Locations.make(job.path(), "--output");
    return JobLock.holding(job.path(), held -> run(options, definition, data, job, allowed, held));
  }

  private long requireVoxels() {
    if (maxVoxels < 1) {
      throw new UsageException("--maxVoxels must be at least 1, is " + maxVoxels);
    }
    return maxVoxels;
  }

  /** Where the recipe is chosen from the data, cases are looked at as they are. */
  private boolean tell(DryRun dry, RecipeDefinition definition, InputData data, JobFolder job)
      throws IOException {
    Recipe recipe = definition.isAuto() ? Recipe.of() : definition.recipe();
    PreprocessSettings settings = settings(recipe, definition, data);
    return dry.preprocessing(
        data.source(),
        settings,
        job.path().toString(),
        pipeline ->
            PreprocessPipeline.build(
                pipeline, data.source(), settings, job.path().toString(), job.drafts()));
  }

  private SourceRules rules(RecipeDefinition definition, InputData data) {
    return new SourceRules(
        data.survey().channels().size(),
        definition.spacingOfFilesWithout(),
        maxVoxels,
        SourceRules.DEFAULT_GRID_TOLERANCE_MM);
  }

  private PreprocessSettings settings(Recipe recipe, RecipeDefinition definition, InputData data) {
    return new PreprocessSettings(
        recipe,
        data.survey()
            .description()
            .map(declared -> LabelClasses.ofNames(declared.labels()))
            .orElseGet(LabelClasses::asFound),
        rules(definition, data),
        labelsAtTest);
  }

  private int run(
      PipelineOptions options,
      RecipeDefinition definition,
      InputData data,
      JobFolder job,
      FailureShare allowed,
      JobLock.Held held)
      throws IOException {
    Instant started = Instant.now();
    PrintWriter out = spec.commandLine().getOut();
    out.println("Output: " + job.path());
    out.flush();
    Manifest.read(job); // One that cannot be read ends the job before it begins.
    job.clearDrafts();
    job.clearDraftsOfLaunches(HandOver::isOver);
    DataSource source = data.source();
    Recipe recipe =
        new JobRecipe(options, source, rules(definition, data), job)
            .of(definition, data.survey().channels());
    PreprocessSettings settings = settings(recipe, definition, data);
    JobResults results =
        new JobResults(
            job.path().toString(),
            job.draftsName(),
            source.folder(),
            definition.name(),
            settings,
            allowed,
            started.toString());
    Map<String, Object> measured =
        progress.during(
            () ->
                PipelineRun.execute(
                    options,
                    results,
                    pipeline ->
                        PreprocessPipeline.build(
                            pipeline, source, settings, job.path().toString(), job.drafts())));
    return results.finish(measured, out, held);
  }
}
