package io.twinbeam.pipelines.report;

import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Slices of one plane of a case as images, stacked from top to bottom: the grey image, a wide
 * contour of the truth, a thin one of the guess, and the heat of its entropy, each as a layer.
 */
final class SliceStack {

  /** Longest side of a grey slice in pixels. */
  static final int GREY_SIDE = 240;

  /** Contours are drawn finer, as their edges are sharp. */
  private static final int CONTOUR_SIDE = 360;

  private static final int HEAT_SIDE = 160;

  private static final double MOST_ENTROPY_NATS = Math.log(2);

  private final CaseDrawing drawing;
  private final AnatomicalPlane plane;
  private final List<Integer> positions;

  /**
   * @param most slices at most
   */
  SliceStack(CaseDrawing drawing, AnatomicalPlane plane, int most) {
    this.drawing = drawing;
    this.plane = plane;
    this.positions = positions(drawing.view(), plane.normal(), most);
  }

  /** At equal distances, the one through the centre among them, from head, front or right. */
  private static List<Integer> positions(FieldOfView view, int axis, int most) {
    int step = 1;
    while (count(view, axis, step) > most) {
      step++;
    }
    List<Integer> positions = new ArrayList<>();
    int first = view.centre(axis) - (view.centre(axis) - view.low(axis)) / step * step;
    for (int at = first; at <= view.high(axis); at += step) {
      positions.add(at);
    }
    return List.copyOf(positions);
  }

  private static int count(FieldOfView view, int axis, int step) {
    return (view.centre(axis) - view.low(axis)) / step
        + (view.high(axis) - view.centre(axis)) / step
        + 1;
  }

  /** The voxels along the plane's normal, ascending. */
  List<Integer> positions() {
    return positions;
  }

  /** Which of the slices goes through the truth's centre of mass. */
  int middle() {
    return positions.indexOf(drawing.view().centre(plane.normal()));
  }

  int width() {
    return slices(GREY_SIDE).width();
  }

  int height() {
    return slices(GREY_SIDE).height();
  }

  private Slice slices(int side) {
    return drawing.slices(plane, side);
  }

  /** Intensities as JPEG: noise is what it squeezes best. */
  Sprite grey() {
    Slice slices = slices(GREY_SIDE);
    Volume image = drawing.overlay().image();
    return sprite(slices, at -> drawing.window().greys(slices.intensities(image, at)));
  }

  Sprite truth() {
    return contours(drawing.overlay().reference(), 3);
  }

  Sprite prediction() {
    return contours(drawing.overlay().prediction(), 2);
  }

  /**
   * @param reach pixels on either side of an edge
   */
  private Sprite contours(LabelMap labels, int reach) {
    Slice slices = slices(CONTOUR_SIDE);
    return sprite(slices, at -> Contour.of(slices.classes(labels, at), slices.width(), reach));
  }

  /**
   * Sixteen levels from 0 to that of two classes which are equally likely.
   *
   * @param entropy in nats
   */
  Sprite heat(Volume entropy) {
    Slice slices = slices(HEAT_SIDE);
    return sprite(
        slices,
        at -> {
          float[] values = slices.intensities(entropy, at);
          byte[] levels = new byte[values.length];
          for (int i = 0; i < levels.length; i++) {
            double share = Math.max(0, Math.min(1, values[i] / MOST_ENTROPY_NATS));
            levels[i] = (byte) Math.round(share * (Sprite.HEAT_LEVELS - 1));
          }
          return levels;
        });
  }

  private interface Pixels {
    byte[] at(int position);
  }

  private Sprite sprite(Slice slices, Pixels pixels) {
    byte[] all = new byte[slices.width() * slices.height() * positions.size()];
    int size = slices.width() * slices.height();
    IntStream.range(0, positions.size())
        .parallel()
        .forEach(i -> System.arraycopy(pixels.at(positions.get(i)), 0, all, i * size, size));
    return new Sprite(slices.width(), slices.height() * positions.size(), all);
  }
}
