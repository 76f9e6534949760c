package io.twinbeam.transforms.io;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.transforms.CaseSource;
import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.VolumeSource;
import io.twinbeam.transforms.source.SourceFormats;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Pairs the files of a folder that has no {@code dataset.json}: {@code images*} beside {@code
 * labels*}, a case being what has one name in both. Endings such as {@code _image}, {@code _label}
 * and the channel number {@code _0000} are not part of the name. Hidden files, such as the {@code
 * ._case_01.nii.gz} that macOS leaves in archives, are no cases.
 */
final class FolderLayout {

  private static final Pattern NAME =
      Pattern.compile(
          "(?<id>[^.].*?)(?<channel>_0000)?(?<role>_image|_img|_label|_labels|_seg|_mask)?\\.nii(\\.gz)?");

  private final SortedMap<String, List<String>> images = new TreeMap<>();
  private final SortedMap<String, List<String>> labels = new TreeMap<>();
  private final TreeSet<String> testOnly = new TreeSet<>();

  /** A case list and what could not be paired. */
  record Listing(List<CaseSource> cases, List<FailedCase> failed) {}

  /**
   * Takes one file into account.
   *
   * @param folder the name of the folder that holds it, such as {@code imagesTr}
   * @param name the file's name
   * @param path the file's full path
   */
  void add(String folder, String name, String path) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return;
    }
    String role = matcher.group("role");
    boolean label = role == null ? folder.startsWith("labels") : !role.startsWith("_im");
    String id = matcher.group("id");
    (label ? labels : images).computeIfAbsent(id, key -> new ArrayList<>()).add(path);
    if (!label && folder.toLowerCase(Locale.ROOT).endsWith("ts")) {
      testOnly.add(id);
    }
  }

  /**
   * @param unlabelledAllowed whether an image without a label map is an unlabelled case; in {@code
   *     imagesTs} and the like it always is listed
   */
  Listing pair(boolean unlabelledAllowed) {
    List<CaseSource> cases = new ArrayList<>();
    List<FailedCase> failed = new ArrayList<>();
    TreeSet<String> ids = new TreeSet<>(images.keySet());
    ids.addAll(labels.keySet());
    for (String id : ids) {
      // Sorted: what a folder lists first differs from disk to disk.
      List<String> image = images.getOrDefault(id, List.of()).stream().sorted().toList();
      List<String> label = labels.getOrDefault(id, List.of()).stream().sorted().toList();
      if (image.isEmpty()) {
        failed.add(
            unpaired(
                id,
                label.get(0),
                Fault.IMAGE_MISSING,
                "no image has the name of this label map; add the image or remove the label map"));
      } else if (image.size() > 1 || label.size() > 1) {
        List<String> all = new ArrayList<>(image);
        all.addAll(label);
        failed.add(duplicate(id, all));
      } else if (label.isEmpty() && !unlabelledAllowed && !testOnly.contains(id)) {
        failed.add(labelMissing(id, image.get(0)));
      } else {
        cases.add(
            new CaseSource(id, nifti(image.get(0)), label.isEmpty() ? null : nifti(label.get(0)))
                .withTestPart(testOnly.contains(id)));
      }
    }
    return new Listing(cases, failed);
  }

  static VolumeSource nifti(String path) {
    return VolumeSource.of(SourceFormats.NIFTI, path);
  }

  static FailedCase duplicate(String id, Collection<String> files) {
    return unpaired(
        id,
        files.iterator().next(),
        Fault.DUPLICATE_CASE,
        "more than one file has this case id: " + files + "; rename or remove all but one");
  }

  static FailedCase labelMissing(String id, String path) {
    return unpaired(
        id,
        path,
        Fault.LABEL_MISSING,
        "no label map has the name of this image; add one, or set data.unlabelled to use it without");
  }

  /** The case id that the name of a file stands for. */
  static String caseId(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    Matcher matcher = NAME.matcher(name);
    return matcher.matches() ? matcher.group("id") : name;
  }

  private static FailedCase unpaired(String id, String path, Fault fault, String what) {
    return new FailedCase(id, path, "read", fault, id + ": " + what, "");
  }
}
