package io.twinbeam.model.format.dicom;

import io.twinbeam.model.volume.Affine;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GeometryGate;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.model.volume.VoxelGrid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The slices of one series, in order along their normal, and the grid that they span.
 *
 * <p>Order and step come from ImagePositionPatient alone: never from file names, InstanceNumber or
 * SliceThickness. Only a series of one slice takes its step from SpacingBetweenSlices, else
 * SliceThickness. Array axis 0 is the column index, axis 1 the row index, axis 2 the slice; the
 * affine keeps an oblique (or leaning) stack as it is, LPS+ turned to RAS+. Slices missing at
 * either end leave no trace and go unnoticed.
 */
public final class DicomSeries {

  private static final Affine LPS_TO_RAS = Affine.scaling(-1, -1, 1);

  private final List<PlacedSlice> slices;
  private final VoxelGrid grid;

  private DicomSeries(List<PlacedSlice> slices, VoxelGrid grid) {
    this.slices = slices;
    this.grid = grid;
  }

  /** Reads the pixels of a slice whose header is known, from wherever the header came. */
  public interface SliceReader {
    DicomSlice read(DicomSlice header) throws IOException;
  }

  /** The slices of each SeriesInstanceUID, uids in ascending order, slices in the order given. */
  public static SortedMap<String, List<DicomSlice>> group(Collection<DicomSlice> slices) {
    SortedMap<String, List<DicomSlice>> series = new TreeMap<>();
    for (DicomSlice slice : slices) {
      series.computeIfAbsent(slice.seriesInstanceUid(), uid -> new ArrayList<>()).add(slice);
    }
    return series;
  }

  /**
   * One series in order, from slices or their headers in any order.
   *
   * @throws InvalidCaseException where a slice is compressed or no grey-scale image with a place in
   *     space, where slices differ in series, size, spacing or orientation ({@code SERIES_MIXED}),
   *     share a position ({@code SLICES_DUPLICATE}) or have uneven gaps ({@code SLICES_MISSING})
   */
  public static DicomSeries of(List<DicomSlice> slices) {
    if (slices.isEmpty()) {
      throw new IllegalArgumentException("a series takes at least one slice, got none");
    }
    // The first is what the others are measured against: it must not hang on the order of files.
    List<PlacedSlice> placed =
        slices.stream().map(PlacedSlice::of).sorted(DicomSeries::byPosition).toList();
    placed.forEach(placed.get(0)::requireAlike);
    Vector normal = placed.get(0).plane().normal();
    List<PlacedSlice> ordered =
        placed.stream()
            .sorted(Comparator.comparingDouble(slice -> slice.plane().position().dot(normal)))
            .toList();
    VoxelGrid grid = gridOf(ordered, normal);
    GeometryGate.check(grid);
    return new DicomSeries(ordered, grid);
  }

  private static int byPosition(PlacedSlice one, PlacedSlice other) {
    return Comparator.comparingDouble(Vector::z)
        .thenComparingDouble(Vector::y)
        .thenComparingDouble(Vector::x)
        .compare(one.plane().position(), other.plane().position());
  }

  /**
   * The volume of slices that were read with their pixels.
   *
   * @throws InvalidCaseException as {@link #of} does
   */
  public static Volume assemble(List<DicomSlice> slices) {
    DicomSeries series = of(slices);
    float[] voxels = new float[(int) series.grid.shape().voxels()];
    for (int k = 0; k < series.slices.size(); k++) {
      series.fill(k, series.slices.get(k).slice(), voxels);
    }
    return new Volume(series.grid, voxels);
  }

  /** The slices from the first to the last along the normal; index k is array axis 2. */
  public List<DicomSlice> slices() {
    return slices.stream().map(PlacedSlice::slice).toList();
  }

  public VoxelGrid grid() {
    return grid;
  }

  /**
   * Intensities in float32, each slice by its own rescale slope and intercept. One slice's pixels
   * are held at a time beside the volume.
   *
   * @param maxVoxels more are refused before anything is allocated
   * @throws InvalidCaseException where a slice cannot be used or has changed since its header was
   *     read
   * @throws IOException where {@code reader} fails
   */
  public Volume volume(long maxVoxels, SliceReader reader) throws IOException {
    GeometryGate.check(grid, maxVoxels);
    // A short file with a boastful header is met before the volume is allocated.
    DicomSlice first = reader.read(slices.get(0).slice());
    float[] voxels = new float[(int) grid.shape().voxels()];
    for (int k = 0; k < slices.size(); k++) {
      fill(k, k == 0 ? first : reader.read(slices.get(k).slice()), voxels);
    }
    return new Volume(grid, voxels);
  }

  private void fill(int k, DicomSlice slice, float[] voxels) {
    if (!slice.hasPixels()) {
      throw new IllegalArgumentException("slice " + k + " must be read with its pixels");
    }
    PlacedSlice planned = slices.get(k);
    PixelLayout layout = slice.layout();
    if (!layout.equals(planned.layout()) || !slice.plane().equals(planned.plane())) {
      throw new InvalidCaseException(
          Fault.UNREADABLE,
          "slice " + k + " must stay as its header was, has changed; read the series again");
    }
    for (int j = 0, n = 0; j < layout.rows(); j++) {
      for (int i = 0; i < layout.columns(); i++, n++) {
        voxels[grid.shape().index(i, j, k)] = slice.valueAt(layout, n);
      }
    }
  }

  private static VoxelGrid gridOf(List<PlacedSlice> ordered, Vector normal) {
    SlicePlane first = ordered.get(0).plane();
    PixelLayout layout = ordered.get(0).layout();
    Vector step =
        ordered.size() == 1
            ? declaredStep(ordered.get(0).slice(), normal)
            : new SliceStack(ordered.stream().map(PlacedSlice::plane).toList(), normal).step();
    Vector column = first.alongRow().times(first.columnSpacingMm());
    Vector row = first.alongColumn().times(first.rowSpacingMm());
    Vector origin = first.position();
    Affine lps =
        Affine.ofRows(
            column.x(),
            row.x(),
            step.x(),
            origin.x(),
            column.y(),
            row.y(),
            step.y(),
            origin.y(),
            column.z(),
            row.z(),
            step.z(),
            origin.z());
    return new VoxelGrid(
        new GridShape(layout.columns(), layout.rows(), ordered.size()), LPS_TO_RAS.times(lps));
  }

  private static Vector declaredStep(DicomSlice only, Vector normal) {
    double stepMm =
        only.declaredStepMm()
            .orElseThrow(
                () ->
                    Refusal.badGeometry(
                        "a series of 1 slice must have SpacingBetweenSlices or SliceThickness above"
                            + " 0, has neither"));
    return normal.times(stepMm);
  }
}
