package io.twinbeam.model.format.dicom;

import io.twinbeam.model.volume.InvalidCaseException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalDouble;
import java.util.zip.ZipException;

/**
 * One slice of a series: what a DICOM Part 10 file says of it and, unless only the header was asked
 * for, its stored pixels. Equal only to itself, so that it can key a map to where it came from.
 *
 * <p>Reads implicit and explicit VR little endian, explicit VR big endian and deflated explicit VR
 * little endian, with or without the 128-byte preamble. Sequences and private elements are passed
 * over. Nothing is read after the pixel data.
 */
public final class DicomSlice {

  private final TransferSyntax syntax;
  private final Attributes header;
  private final String seriesInstanceUid;
  private final byte[] pixels;

  private DicomSlice(DicomFile file, byte[] pixels) {
    this.syntax = file.syntax();
    this.header = file.attributes();
    this.seriesInstanceUid = header.uid(Tag.SERIES_INSTANCE_UID);
    this.pixels = pixels;
    if (seriesInstanceUid.isEmpty()) {
      // Every image has one; what has none is a DICOMDIR, or a fragment of a file.
      throw Refusal.unsupported("a slice must have a SeriesInstanceUID, this object has none");
    }
  }

  private interface Pixels {
    byte[] of(DicomFile file) throws IOException;
  }

  /**
   * Header and pixels. Memory stays in proportion to the bytes that are there, whatever lengths the
   * header declares.
   *
   * @param maxBytes the bytes that the file may have up to its end of pixel data, after inflation
   * @throws InvalidCaseException where the file breaks the format, is cut short or too long, is
   *     compressed ({@code TRANSFER_SYNTAX}), or is not one grey-scale slice with a place in space
   * @throws IOException where {@code in} fails
   */
  public static DicomSlice read(InputStream in, long maxBytes) throws IOException {
    return read(
        in,
        maxBytes,
        file -> {
          SlicePlane.of(file.attributes());
          return file.readPixels(PixelLayout.of(file.attributes()));
        });
  }

  /**
   * The header alone, a few hundred bytes however large the slice. It needs no more than a
   * SeriesInstanceUID: compressed slices and images without a place in space are told by {@link
   * DicomSeries#of}, so that a series of them fails once and not once a file.
   *
   * @param maxBytes the bytes that the header may have, after inflation
   * @throws InvalidCaseException where the header cannot be read
   * @throws IOException where {@code in} fails
   */
  public static DicomSlice readHeader(InputStream in, long maxBytes) throws IOException {
    return read(in, maxBytes, file -> null);
  }

  private static DicomSlice read(InputStream in, long maxBytes, Pixels pixels) throws IOException {
    try (DicomFile file = DicomFile.open(in, maxBytes)) {
      return new DicomSlice(file, pixels.of(file));
    } catch (EOFException | ZipException e) {
      throw Refusal.truncated("the deflated data set", e);
    }
  }

  /** Digits and dots, at most 64. */
  public String seriesInstanceUid() {
    return seriesInstanceUid;
  }

  /** Digits and dots, at most 64; empty where the file has none. */
  public String sopInstanceUid() {
    return header.uid(Tag.SOP_INSTANCE_UID);
  }

  /** Such as MR or CT; empty where the file has none. */
  public String modality() {
    return header.text(Tag.MODALITY);
  }

  /** Free text, read as Latin-1; empty where the file has none. May say something of a patient. */
  public String seriesDescription() {
    return header.text(Tag.SERIES_DESCRIPTION);
  }

  boolean hasPixels() {
    return pixels != null;
  }

  /** The intensity of pixel {@code n}, counted along the rows. */
  float valueAt(PixelLayout layout, int n) {
    return layout.valueAt(pixels, n);
  }

  void requirePlainPixels() {
    syntax.requirePlain();
  }

  PixelLayout layout() {
    return PixelLayout.of(header);
  }

  SlicePlane plane() {
    return SlicePlane.of(header);
  }

  /**
   * The slice step that the header alone suggests, in mm: SpacingBetweenSlices, else
   * SliceThickness, which leaves out any gap. For a series of one slice only.
   */
  OptionalDouble declaredStepMm() {
    for (Tag tag : new Tag[] {Tag.SPACING_BETWEEN_SLICES, Tag.SLICE_THICKNESS}) {
      OptionalDouble declared = header.decimal(tag);
      if (declared.orElse(0) > 0) {
        return declared;
      }
    }
    return OptionalDouble.empty();
  }
}
