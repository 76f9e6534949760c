package io.twinbeam.transforms.io;

import io.twinbeam.transforms.source.SourceFormats;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of an image file, and the folders that it lies in, tell.
 *
 * @param stem the name without folders, ending and role, such as {@code case_01_0000}
 * @param shortStem the stem without its channel, such as {@code case_01}; the stem where there is
 *     none
 * @param channel {@code 0000} of nnU-Net, a modality such as {@code t1ce} of BraTS, or empty
 * @param isLabel whether it is a label map
 * @param testPart whether it lies in the part that the data set keeps for testing
 */
record ImageName(String stem, String shortStem, String channel, boolean isLabel, boolean testPart) {

  private static final Pattern ROLE =
      Pattern.compile("(?i)(?<rest>.+)[-_](?<role>image|img|label|labels|seg|mask)");
  private static final Pattern CHANNEL =
      Pattern.compile(
          "(?i)(?<rest>.+)(?:_(?<number>\\d{4})"
              + "|[-_](?<modality>flair|t1|t1ce|t1gd|t2|t1n|t1c|t2w|t2f))");

  /** Reads the name of a file that {@link SourceFormats#ofFile} knows. */
  static ImageName of(ListedFile file) {
    String stem = stem(file.fileName());
    Matcher role = ROLE.matcher(stem);
    boolean named = role.matches();
    String bare = named ? role.group("rest") : stem;
    String folder = folder(file.parent());
    // Whatever lies among label maps is one; among images, a name may still say that it is none.
    boolean isLabel =
        folder.startsWith("labels")
            || (named && !role.group("role").toLowerCase(Locale.ROOT).startsWith("im"));
    boolean testPart = folder.endsWith("ts");
    Matcher channel = CHANNEL.matcher(bare);
    if (!channel.matches()) {
      return new ImageName(bare, bare, "", isLabel, testPart);
    }
    String found =
        channel.group("number") != null
            ? channel.group("number")
            : channel.group("modality").toLowerCase(Locale.ROOT);
    return new ImageName(bare, channel.group("rest"), found, isLabel, testPart);
  }

  /** The file name without the ending of its format. */
  private static String stem(String fileName) {
    return SourceFormats.ofFile(fileName).flatMap(format -> format.stem(fileName)).orElse(fileName);
  }

  /** The innermost folder that holds images or label maps, in lower case; empty where none does. */
  private static String folder(String parent) {
    String[] parts = parent.toLowerCase(Locale.ROOT).split("/", -1);
    for (int n = parts.length - 1; n >= 0; n--) {
      if (parts[n].startsWith("images") || parts[n].startsWith("labels")) {
        return parts[n];
      }
    }
    return "";
  }

  /** Whether the channel is a number of nnU-Net, not a modality. */
  boolean isNumbered() {
    return !channel.isEmpty() && Character.isDigit(channel.charAt(0));
  }
}
