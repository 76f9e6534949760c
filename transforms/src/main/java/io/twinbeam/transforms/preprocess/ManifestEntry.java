package io.twinbeam.transforms.preprocess;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.RecordCoder;
import java.util.List;
import javax.annotation.Nullable;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * What a manifest says of one case. It follows from the source files and the settings alone:
 * whether the result was computed or found, when and by whom is not in it.
 *
 * @param caseId unique in a manifest
 * @param state what became of the case
 * @param sources every file it was read from, those of the images first
 * @param recipe digest of the settings and of the code version that it was preprocessed with
 * @param usesLabels whether a step of the recipe looks at the label map
 * @param result where the preprocessed case is; null for a failed one
 * @param failure why there is none; null for a processed case
 */
@DefaultCoder(RecordCoder.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ManifestEntry(
    String caseId,
    State state,
    List<SourceFile> sources,
    String recipe,
    boolean usesLabels,
    @Nullable Result result,
    @Nullable Failure failure) {

  public ManifestEntry {
    sources = List.copyOf(sources);
  }

  /** What became of a case. */
  public enum State {
    /** Its artifact is in the store. */
    @JsonProperty("processed")
    PROCESSED,
    /** It could not be used; the failure says why. */
    @JsonProperty("failed")
    FAILED,
    /** An earlier manifest had it, and its source is gone. */
    @JsonProperty("removed")
    REMOVED
  }

  /**
   * One file of a case.
   *
   * @param path under the input folder
   * @param sha256 digest of its bytes; null where they could not be read, or were not looked at
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SourceFile(String path, @Nullable String sha256) {}

  /**
   * A preprocessed case.
   *
   * @param artifact its folder under the artifacts of the workspace
   * @param content digest of the artifact's files
   * @param channels images on one grid
   * @param shape such as {@code 35x50x36}, RAS+ axis order
   * @param spacingMm in the same order
   * @param classVoxels voxels per class, background first; empty without a label map
   */
  public record Result(
      String artifact,
      String content,
      int channels,
      String shape,
      List<Double> spacingMm,
      List<Long> classVoxels) {

    public Result {
      spacingMm = List.copyOf(spacingMm);
      classVoxels = List.copyOf(classVoxels);
    }
  }

  /**
   * Why a case has no result.
   *
   * @param stage the stage that gave it up
   * @param reason as a kind
   * @param message in words, with the cure
   */
  public record Failure(String stage, Fault reason, String message) {}

  static ManifestEntry processed(
      String caseId, List<SourceFile> sources, PreprocessSettings settings, Result result) {
    return new ManifestEntry(
        caseId, State.PROCESSED, sources, settings.digest(), settings.usesLabels(), result, null);
  }

  /**
   * The entry of a case that a stage gave up.
   *
   * @param sources its files as far as they are known
   */
  public static ManifestEntry failed(
      FailedCase failed, List<SourceFile> sources, PreprocessSettings settings) {
    return new ManifestEntry(
        failed.caseId(),
        State.FAILED,
        sources,
        settings.digest(),
        settings.usesLabels(),
        null,
        new Failure(failed.stage(), failed.reason(), failed.message()));
  }

  /** The entry once the source is gone: the last result is kept, a failure is not. */
  public ManifestEntry removed() {
    return new ManifestEntry(caseId, State.REMOVED, sources, recipe, usesLabels, result, null);
  }
}
