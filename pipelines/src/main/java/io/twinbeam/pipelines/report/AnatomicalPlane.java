package io.twinbeam.pipelines.report;

/**
 * The three planes of a RAS+ grid, in radiological orientation: both image axes run against their
 * array axis, so the patient's right, the front and the head come first.
 */
enum AnatomicalPlane {
  AXIAL("Axial", 0, 1, 2, "RLAP"),
  CORONAL("Coronal", 0, 2, 1, "RLSI"),
  SAGITTAL("Sagittal", 1, 2, 0, "APSI");

  private final String title;
  private final int across;
  private final int down;
  private final int normal;
  private final String letters;

  AnatomicalPlane(String title, int across, int down, int normal, String letters) {
    this.title = title;
    this.across = across;
    this.down = down;
    this.normal = normal;
    this.letters = letters;
  }

  String title() {
    return title;
  }

  /** The array axis along image columns. */
  int across() {
    return across;
  }

  /** The array axis along image rows. */
  int down() {
    return down;
  }

  /** The array axis that the plane cuts. */
  int normal() {
    return normal;
  }

  /** Where the left, right, top and bottom edge of the image lie in the patient. */
  String letters() {
    return letters;
  }
}
