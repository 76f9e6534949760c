package io.twinbeam.pipelines.results;

import io.twinbeam.model.format.Nifti;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Resample;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.pipelines.report.CaseImages;
import io.twinbeam.pipelines.report.Overlay;
import io.twinbeam.transforms.PreprocessedCase;
import io.twinbeam.transforms.RunName;
import io.twinbeam.transforms.StoredCases;
import io.twinbeam.transforms.artifact.ArtifactStore;
import io.twinbeam.transforms.storage.Folders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The volumes that a report draws: images, of several channels the first, and references from the
 * workspace, predictions and their entropy from the run.
 */
public final class StoredOverlays implements CaseImages {

  private static final Logger LOG = LoggerFactory.getLogger(StoredOverlays.class);

  private final RunDirectory directory;
  private final StoredCases stored;
  private final CasesTable cases;

  /**
   * Reads {@code cases.csv}; volumes are read when asked for.
   *
   * @param workspace the folder of the artifact store
   */
  public StoredOverlays(RunDirectory directory, String workspace) throws IOException {
    this.directory = directory;
    this.stored = new StoredCases(ArtifactStore.at(workspace));
    this.cases = CasesTable.read(directory.path().resolve(RunDirectory.CASES));
  }

  @Override
  public Optional<Overlay> overlay(RunName run, String caseId) {
    PreprocessedCase preprocessed = cases.get(caseId);
    Path prediction = directory.path().resolve(RunDirectory.prediction(run.runId(), caseId));
    try {
      if (preprocessed == null || !preprocessed.labelled() || !Folders.exists(prediction)) {
        return Optional.empty();
      }
      LabelMap reference = stored.reference(preprocessed);
      // The preprocessed intensities, brought back to the grid that people know.
      Volume image = Resample.linear(stored.channel(preprocessed, 0), reference.grid());
      LabelMap predicted = Nifti.readLabelMap(stream(prediction));
      return Optional.of(new Overlay(image, reference, predicted, entropy(run, caseId)));
    } catch (IOException e) {
      if (!Folders.isLocal(prediction) && !(e instanceof FileSystemException)) {
        // An outage passes, and a report that is written without its images stays.
        throw new UncheckedIOException(e);
      }
      LOG.warn("{}: no overlay in the report: {}", caseId, e.getMessage());
      return Optional.empty();
    }
  }

  /** In nats; empty where the run publishes none. */
  private Optional<Volume> entropy(RunName run, String caseId) throws IOException {
    Path file = directory.path().resolve(RunDirectory.predictionEntropy(run.runId(), caseId));
    return Folders.exists(file) ? Optional.of(Nifti.readVolume(stream(file))) : Optional.empty();
  }

  private static ByteArrayInputStream stream(Path file) throws IOException {
    return new ByteArrayInputStream(Files.readAllBytes(file));
  }
}
