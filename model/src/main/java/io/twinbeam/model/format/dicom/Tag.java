package io.twinbeam.model.format.dicom;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The attributes that are read (PS3.6), with the keyword that messages name them by. */
enum Tag {
  TRANSFER_SYNTAX_UID(0x00020010, "TransferSyntaxUID"),
  SOP_INSTANCE_UID(0x00080018, "SOPInstanceUID"),
  MODALITY(0x00080060, "Modality"),
  SERIES_DESCRIPTION(0x0008103e, "SeriesDescription"),
  SLICE_THICKNESS(0x00180050, "SliceThickness"),
  SPACING_BETWEEN_SLICES(0x00180088, "SpacingBetweenSlices"),
  SERIES_INSTANCE_UID(0x0020000e, "SeriesInstanceUID"),
  IMAGE_POSITION(0x00200032, "ImagePositionPatient"),
  IMAGE_ORIENTATION(0x00200037, "ImageOrientationPatient"),
  SAMPLES_PER_PIXEL(0x00280002, "SamplesPerPixel"),
  PHOTOMETRIC_INTERPRETATION(0x00280004, "PhotometricInterpretation"),
  NUMBER_OF_FRAMES(0x00280008, "NumberOfFrames"),
  ROWS(0x00280010, "Rows"),
  COLUMNS(0x00280011, "Columns"),
  PIXEL_SPACING(0x00280030, "PixelSpacing"),
  BITS_ALLOCATED(0x00280100, "BitsAllocated"),
  BITS_STORED(0x00280101, "BitsStored"),
  HIGH_BIT(0x00280102, "HighBit"),
  PIXEL_REPRESENTATION(0x00280103, "PixelRepresentation"),
  RESCALE_INTERCEPT(0x00281052, "RescaleIntercept"),
  RESCALE_SLOPE(0x00281053, "RescaleSlope"),
  MODALITY_LUT_SEQUENCE(0x00283000, "ModalityLUTSequence");

  private static final Map<Integer, Tag> BY_NUMBER =
      Arrays.stream(values()).collect(Collectors.toMap(tag -> tag.number, Function.identity()));

  private final int number;
  private final String keyword;

  Tag(int number, String keyword) {
    this.number = number;
    this.keyword = keyword;
  }

  /** The tag with this number (group in the high half), or null where it is not read. */
  static Tag of(int number) {
    return BY_NUMBER.get(number);
  }

  int number() {
    return number;
  }

  String keyword() {
    return keyword;
  }
}
