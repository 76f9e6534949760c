package io.twinbeam.pipelines;

import io.twinbeam.model.recipe.Fingerprint;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.io.DataSource;
import io.twinbeam.transforms.io.OutputFile;
import io.twinbeam.transforms.io.ReadCases;
import io.twinbeam.transforms.preprocess.FingerprintCases;
import io.twinbeam.transforms.source.SourceRules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;

/** The pass over a data set that comes before preprocessing whose steps are chosen from it. */
public final class FingerprintPipeline {

  private FingerprintPipeline() {}

  /**
   * Adds the pass to {@code pipeline}.
   *
   * @param rules cases that break them are left out
   * @param file where the {@link Fingerprint} goes, as JSON; not written where there is no case
   */
  public static void build(Pipeline pipeline, DataSource source, SourceRules rules, String file) {
    pipeline
        .apply("ReadCases", ReadCases.from(source))
        .get(ReadCases.CASES)
        .apply("FingerprintCases", FingerprintCases.of(rules))
        .apply("WriteFingerprint", ParDo.of(new WriteFingerprintFn(file)));
  }

  private static final class WriteFingerprintFn extends DoFn<Fingerprint, Void> {

    private final String file;

    WriteFingerprintFn(String file) {
      this.file = file;
    }

    @ProcessElement
    public void processElement(@Element Fingerprint fingerprint) throws IOException {
      OutputFile.write(file, CanonicalJson.write(fingerprint).getBytes(StandardCharsets.UTF_8));
    }
  }
}
