package io.twinbeam.pipelines;

import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.io.UnusableInput;
import io.twinbeam.transforms.preprocess.ManifestEntry;
import io.twinbeam.transforms.preprocess.ManifestEntry.SourceFile;
import io.twinbeam.transforms.preprocess.PreprocessSettings;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;

/** A manifest entry for files that never became a case, with all of them. */
final class EnterUnpairedFiles
    extends PTransform<PCollection<UnusableInput>, PCollection<ManifestEntry>> {

  private final String settingsJson;

  EnterUnpairedFiles(PreprocessSettings settings) {
    this.settingsJson = CanonicalJson.write(settings);
  }

  @Override
  public PCollection<ManifestEntry> expand(PCollection<UnusableInput> unusable) {
    String json = settingsJson;
    return unusable.apply(
        "EnterAsFailed",
        MapElements.into(TypeDescriptor.of(ManifestEntry.class)).via(input -> entry(input, json)));
  }

  private static ManifestEntry entry(UnusableInput input, String settingsJson) {
    return ManifestEntry.failed(
        input.failed(),
        input.files().stream().map(file -> new SourceFile(file, null)).toList(),
        CanonicalJson.read(settingsJson, PreprocessSettings.class));
  }
}
