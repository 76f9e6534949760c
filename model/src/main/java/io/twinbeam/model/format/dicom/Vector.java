package io.twinbeam.model.format.dicom;

import java.util.Locale;

/** A direction or a place in the patient's LPS+ mm. */
record Vector(double x, double y, double z) {

  Vector minus(Vector other) {
    return new Vector(x - other.x, y - other.y, z - other.z);
  }

  Vector times(double factor) {
    return new Vector(x * factor, y * factor, z * factor);
  }

  double dot(Vector other) {
    return x * other.x + y * other.y + z * other.z;
  }

  Vector cross(Vector other) {
    return new Vector(
        y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x);
  }

  double length() {
    return Math.sqrt(dot(this));
  }

  Vector unit() {
    return times(1 / length());
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "(%.4f, %.4f, %.4f)", x, y, z);
  }
}
