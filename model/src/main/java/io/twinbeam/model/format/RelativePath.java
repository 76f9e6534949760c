package io.twinbeam.model.format;

import java.util.ArrayList;
import java.util.List;

/** Paths named in a file, which must not lead out of that file's folder. */
public final class RelativePath {

  private RelativePath() {}

  /**
   * The path without {@code .} and empty parts, such as {@code imagesTr/a.nii.gz} of {@code
   * ./imagesTr/a.nii.gz}; empty where it is absolute, has a {@code ..} part, a backslash, a colon
   * (a drive or a scheme) or a control character, or names nothing.
   */
  public static String normalise(String path) {
    if (path.startsWith("/") || path.startsWith("~") || path.matches("(?s).*[\\\\:\\p{Cntrl}].*")) {
      return "";
    }
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      if (part.equals("..")) {
        return "";
      }
      if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return String.join("/", parts);
  }

  /** Whether {@code name} is that of a file: one part of a path, and no way up. */
  public static boolean isName(String name) {
    return !name.contains("/") && normalise(name).equals(name) && !name.isBlank();
  }
}
