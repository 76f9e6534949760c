package io.twinbeam.pipelines;

import io.twinbeam.pipelines.results.RunDirectory;
import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.io.DataSource;
import io.twinbeam.transforms.io.ReadCases;
import io.twinbeam.transforms.preprocess.ManifestEntry;
import io.twinbeam.transforms.preprocess.PreprocessCases;
import io.twinbeam.transforms.preprocess.PreprocessSettings;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;

/**
 * Preprocessing by itself: read, preprocess, and one table row for every case of the input, whether
 * it could be used or not, and one for every file that is no image. Cases that were done before are
 * found, not computed.
 */
public final class PreprocessPipeline {

  private PreprocessPipeline() {}

  /**
   * Adds the preprocessing to {@code pipeline}.
   *
   * @param settings what is done to each case
   * @param workspace the folder of the artifact store
   * @param directory where the tables of entries, of failed cases and of ignored files go
   */
  public static void build(
      Pipeline pipeline,
      DataSource source,
      PreprocessSettings settings,
      String workspace,
      RunDirectory directory) {
    PCollectionTuple read = pipeline.apply("ReadCases", ReadCases.from(source));
    PCollectionTuple preprocessed =
        read.get(ReadCases.CASES).apply("PreprocessCases", PreprocessCases.of(workspace, settings));
    PCollection<ManifestEntry> entries =
        PCollectionList.of(preprocessed.get(PreprocessCases.ENTRIES))
            .and(
                read.get(ReadCases.UNUSABLE)
                    .apply("EnterUnpairedFiles", new EnterUnpairedFiles(settings)))
            .apply("GatherEntries", Flatten.pCollections());
    PCollection<FailedCase> failed =
        PCollectionList.of(read.get(ReadCases.FAILED))
            .and(preprocessed.get(PreprocessCases.FAILED))
            .apply("GatherFailedCases", Flatten.pCollections());
    Tables tables = new Tables(directory);
    tables.entries(entries);
    tables.ignored(read.get(ReadCases.IGNORED));
    tables.failedCases(failed);
  }
}
