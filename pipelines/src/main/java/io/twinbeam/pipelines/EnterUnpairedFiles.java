package io.twinbeam.pipelines;

import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.preprocess.ManifestEntry;
import io.twinbeam.transforms.preprocess.ManifestEntry.SourceFile;
import io.twinbeam.transforms.preprocess.PreprocessSettings;
import java.util.List;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;

/** A manifest entry for every file that never became a case. */
final class EnterUnpairedFiles
    extends PTransform<PCollection<FailedCase>, PCollection<ManifestEntry>> {

  private final String settingsJson;

  EnterUnpairedFiles(PreprocessSettings settings) {
    this.settingsJson = CanonicalJson.write(settings);
  }

  @Override
  public PCollection<ManifestEntry> expand(PCollection<FailedCase> failed) {
    String json = settingsJson;
    return failed.apply(
        "EnterAsFailed",
        MapElements.into(TypeDescriptor.of(ManifestEntry.class)).via(file -> entry(file, json)));
  }

  private static ManifestEntry entry(FailedCase failed, String settingsJson) {
    return ManifestEntry.failed(
        failed,
        List.of(new SourceFile(failed.source(), null)),
        CanonicalJson.read(settingsJson, PreprocessSettings.class));
  }
}
