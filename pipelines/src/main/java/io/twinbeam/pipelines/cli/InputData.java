package io.twinbeam.pipelines.cli;

import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.transforms.io.DataSource;
import io.twinbeam.transforms.io.ReadCases;
import io.twinbeam.transforms.io.Survey;
import io.twinbeam.transforms.storage.Folders;
import io.twinbeam.transforms.storage.GcsObjects;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * A data set that was looked at before anything runs.
 *
 * @param source where its cases come from, wherever this process was started
 * @param survey what there is
 */
record InputData(DataSource source, Survey survey) {

  /**
   * Looks at the data set.
   *
   * @param source whose folder is as the user wrote it
   * @param option the option or setting that names the folder
   * @throws UsageException where there is no such folder, nothing in it may be an image, what
   *     describes it has mistakes, or a channel is chosen that it does not have
   */
  static InputData of(DataSource source, String option, PipelineOptions options)
      throws IOException {
    DataSource found =
        source.phantoms() != null
            ? source
            : source.withFolder(Locations.inputFolder(source.folder(), option, options));
    Survey survey;
    try {
      survey = ReadCases.survey(found);
    } catch (InvalidCaseException e) {
      throw new UsageException(e.getMessage());
    }
    if (survey.inputs() == 0) {
      throw nothingIn(found.folder());
    }
    return new InputData(found, survey);
  }

  /** The refusal of a folder without any image. */
  static UsageException nothingIn(String folder) {
    return new UsageException(
        folder
            + " lists no cases; it must hold, at any depth, images in a format that is read (such"
            + " as .nii.gz or DICOM slices): in images*/ with labels*/ beside, as CASE_flair and"
            + " CASE_seg, listed in a cases.csv or in the dataset.json of the Medical"
            + " Segmentation Decathlon or of nnU-Net, or as series of DICOM slices");
  }

  private static boolean mayHold(String folder) throws IOException {
    return GcsObjects.isAddress(folder)
        || (!Locations.isRemote(folder) && Folders.isFolder(Path.of(folder)));
  }

  /**
   * Refuses an output among the files that are read, where it would be taken for input the next
   * time.
   */
  void requireOutside(Path output, String option) throws IOException {
    if (source.folder() == null || !mayHold(source.folder())) {
      return;
    }
    Path input = Folders.at(source.folder());
    Path real = output.toRealPath();
    if (real.startsWith(input) && !("/" + input.relativize(real)).contains("/.")) {
      throw new UsageException(
          option
              + ": "
              + output
              + " lies in "
              + input
              + ", which is read as a whole; choose another folder by "
              + option
              + "=DIR");
    }
  }
}
