package io.twinbeam.pipelines.cli;

import io.twinbeam.model.recipe.AutoRecipe;
import io.twinbeam.model.recipe.Fingerprint;
import io.twinbeam.model.recipe.Modality;
import io.twinbeam.model.recipe.Recipe;
import io.twinbeam.pipelines.FingerprintPipeline;
import io.twinbeam.pipelines.recipe.RecipeDefinition;
import io.twinbeam.pipelines.recipe.RecipeFile;
import io.twinbeam.pipelines.results.JobFolder;
import io.twinbeam.pipelines.template.LaunchParameters;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.io.DataSource;
import io.twinbeam.transforms.source.SourceRules;
import io.twinbeam.transforms.storage.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * The steps of a preprocessing job. Where the recipe leaves them open they are chosen from the data
 * set's fingerprint, and both are published beside the manifest.
 */
final class JobRecipe {

  private final PipelineOptions options;
  private final DataSource source;
  private final SourceRules rules;
  private final JobFolder job;

  JobRecipe(PipelineOptions options, DataSource source, SourceRules rules, JobFolder job) {
    this.options = options;
    this.source = source;
    this.rules = rules;
    this.job = job;
  }

  /**
   * The recipe that {@code --recipe} names.
   *
   * @throws UsageException where there is none, or its file has mistakes
   */
  static RecipeDefinition named(String nameOrFile) {
    try {
      return RecipeFile.named(nameOrFile);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--recipe: " + e.getMessage());
    }
  }

  /** What is handed over is one pipeline; to choose steps takes one before. */
  static void requireSteps(RecipeDefinition definition) {
    if (definition.isAuto()) {
      throw new UsageException(LaunchParameters.chosenRecipe(definition.name()));
    }
  }

  /**
   * The steps.
   *
   * @param channels names of the channels of each case
   */
  Recipe of(RecipeDefinition definition, List<String> channels) throws IOException {
    if (!definition.isAuto()) {
      return definition.recipe();
    }
    Fingerprint fingerprint = fingerprint();
    List<Modality> modalities = modalities(definition, channels);
    Recipe recipe;
    try {
      recipe = AutoRecipe.of(fingerprint, modalities);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--recipe=" + definition.name() + ": " + e.getMessage());
    }
    job.publish(JobFolder.FINGERPRINT, CanonicalJson.writeIndented(fingerprint));
    job.publish(
        JobFolder.RECIPE,
        RecipeFile.write(
            "Chosen from " + fingerprint.cases() + " cases",
            common(modalities),
            definition.channels(),
            recipe));
    return recipe;
  }

  private Fingerprint fingerprint() throws IOException {
    String draft = job.drafts().file(JobFolder.FINGERPRINT);
    PipelineRun.execute(
        options, pipeline -> FingerprintPipeline.build(pipeline, source, rules, draft));
    if (!Folders.isFile(Folders.at(draft))) {
      throw new UsageException(
          "--recipe: a recipe is chosen from the training cases of the data set, which has none;"
              + " name a recipe with steps");
    }
    return CanonicalJson.read(Files.readString(Folders.at(draft)), Fingerprint.class);
  }

  /**
   * What each channel is: what the recipe says of all, or else what the name of the channel tells.
   * One whose name tells nothing is taken for MR, which fits any intensities.
   *
   * @param channels names of all channels
   */
  static List<Modality> modalities(RecipeDefinition definition, List<String> channels) {
    return channels.stream()
        .map(name -> definition.modality().orElseGet(() -> Modality.ofChannel(name)))
        .toList();
  }

  /** The modality of all channels; empty where they differ. */
  private static Optional<Modality> common(List<Modality> modalities) {
    return Optional.of(modalities.get(0))
        .filter(first -> Collections.frequency(modalities, first) == modalities.size());
  }
}
