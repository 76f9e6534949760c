package io.twinbeam.pipelines.cli;

import io.twinbeam.model.format.DatasetJson;
import io.twinbeam.model.recipe.AutoRecipe;
import io.twinbeam.model.recipe.Fingerprint;
import io.twinbeam.model.recipe.Modality;
import io.twinbeam.model.recipe.Recipe;
import io.twinbeam.pipelines.FingerprintPipeline;
import io.twinbeam.pipelines.recipe.RecipeDefinition;
import io.twinbeam.pipelines.recipe.RecipeFile;
import io.twinbeam.pipelines.results.JobFolder;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.io.DataSource;
import io.twinbeam.transforms.source.SourceRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  Recipe of(RecipeDefinition definition, Optional<DatasetJson> description) throws IOException {
    if (!definition.isAuto()) {
      return definition.recipe();
    }
    Fingerprint fingerprint = fingerprint();
    Modality modality = definition.modality().orElseGet(() -> modality(description));
    Recipe recipe;
    try {
      recipe = AutoRecipe.of(fingerprint, modality);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--recipe=" + definition.name() + ": " + e.getMessage());
    }
    job.publish(JobFolder.FINGERPRINT, CanonicalJson.writeIndented(fingerprint));
    job.publish(
        JobFolder.RECIPE,
        RecipeFile.write(
            "Chosen from " + fingerprint.cases() + " cases", Optional.of(modality), recipe));
    return recipe;
  }

  private Fingerprint fingerprint() throws IOException {
    String draft = job.drafts().file(JobFolder.FINGERPRINT);
    PipelineRun.execute(
        options, pipeline -> FingerprintPipeline.build(pipeline, source, rules, draft));
    if (!Files.isRegularFile(Path.of(draft))) {
      throw new UsageException(
          "--recipe: a recipe is chosen from the training cases of the data set, which has none;"
              + " name a recipe with steps");
    }
    return CanonicalJson.read(Files.readString(Path.of(draft)), Fingerprint.class);
  }

  /** That of the first channel; without a name it is taken for MR, which fits any intensities. */
  private static Modality modality(Optional<DatasetJson> description) {
    return description
        .map(DatasetJson::channels)
        .filter(channels -> !channels.isEmpty())
        .map(channels -> Modality.ofChannel(channels.get(channels.firstKey())))
        .orElse(Modality.MR);
  }
}
