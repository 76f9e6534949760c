package io.twinbeam.model.volume;

/** Why one case cannot be used, and how to mend it. */
public enum Fault {
  IMAGE_MISSING("a label map has no image; add the image or remove the label map"),
  LABEL_MISSING("the image has no label map; add one, or list the case as unlabelled"),
  UNREADABLE("the file cannot be read; check that it exists and that its transfer was complete"),
  MALFORMED("the file breaks its format; export it again from its source"),
  UNSUPPORTED("the file uses a part of its format that is not read; convert it to NIfTI-1"),
  DATASET_MISSING("the HDF5 file has no data set of that name; name one of those it has"),
  SPACING_MISSING(
      "the format states no spacing; give it, in mm along each array axis, as"
          + " spacingOfFilesWithout in the recipe or in the experiment's preprocessing"),
  TOO_LARGE("the volume has more voxels than allowed; crop it, or raise the limit"),
  BAD_AFFINE("the affine is degenerate or not finite; mend the header's orientation"),
  SHEARED("the axes are not at right angles; resample the volume to a grid without shear"),
  GRID_MISMATCH(
      "the images or the label map of a case lie on different grids; resample them to the first"
          + " image"),
  CHANNELS_DIFFER(
      "the case has more or fewer images than the data set declares; add the missing images or"
          + " remove the surplus"),
  LABEL_NOT_INTEGRAL(
      "label values must be whole numbers from 0 to 255; round or export them again"),
  LABELS_AT_TEST(
      "the recipe looks at label maps, which gives test cases away; choose one that does not, or"
          + " allow labels at test"),
  LABEL_UNDECLARED("a label value is not among the declared classes; declare it or remap it"),
  NOT_FINITE("the image has no finite intensities to work with; export it again"),
  CONSTANT("the image has the same intensity everywhere; check the export"),
  TRANSFER_SYNTAX(
      "the DICOM pixel data are in an encoding that is not read; decompress them to explicit VR"
          + " little endian, with gdcmconv --raw or dcmdjpeg for example"),
  SLICES_MISSING("the gaps between the slices are uneven; add the missing slices"),
  SLICES_DUPLICATE(
      "two slices of one series lie at one position; remove the copies, or give each echo, time or"
          + " b-value a series of its own"),
  SERIES_MIXED(
      "slices of one series differ in size, spacing or orientation, or are not stacked straight;"
          + " move localisers and other stacks to series of their own"),
  DIVERGED("the loss is no longer finite; lower the learning rate or limit the gradient norm"),
  UNLISTED(
      "the file is in the folder but not in its dataset.json or cases.csv; list it there or remove"
          + " it"),
  DUPLICATE_CASE("two inputs have the same case id; rename one of them"),
  FAILED("an unexpected error stopped this case; the message and the cause say more");

  private final String cure;

  Fault(String cure) {
    this.cure = cure;
  }

  /** What is wrong and how to mend it, as one sentence without a full stop. */
  public String cure() {
    return cure;
  }
}
