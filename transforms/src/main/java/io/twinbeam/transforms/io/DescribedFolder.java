package io.twinbeam.transforms.io;

import io.twinbeam.model.format.DatasetJson;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.transforms.CaseSource;
import io.twinbeam.transforms.FailedCase;
import io.twinbeam.transforms.VolumeSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The cases that a {@code dataset.json} lists, and what lies beside them without being listed. */
final class DescribedFolder {

  private final String folder;
  private final DatasetJson description;
  private final boolean unlabelledAllowed;

  DescribedFolder(String folder, DatasetJson description, boolean unlabelledAllowed) {
    this.folder = folder;
    this.description = description;
    this.unlabelledAllowed = unlabelledAllowed;
  }

  /**
   * @param onDisk what pairing by name makes of the same folder
   */
  FolderLayout.Listing listing(FolderLayout.Listing onDisk) {
    List<CaseSource> cases = new ArrayList<>();
    List<FailedCase> failed = new ArrayList<>();
    Set<String> listed = new HashSet<>();
    Map<String, Set<String>> images = imagesById();
    for (DatasetJson.Pair pair : description.training()) {
      String caseId = FolderLayout.caseId(pair.image());
      if (!listed.add(caseId)) {
        continue;
      }
      if (images.get(caseId).size() > 1) {
        failed.add(FolderLayout.duplicate(caseId, images.get(caseId)));
      } else if (pair.label() == null && !unlabelledAllowed) {
        failed.add(FolderLayout.labelMissing(caseId, folder + pair.image()));
      } else {
        VolumeSource label =
            pair.label() == null ? null : FolderLayout.nifti(folder + pair.label());
        cases.add(new CaseSource(caseId, FolderLayout.nifti(folder + pair.image()), label));
      }
    }
    for (String image : description.test()) {
      String caseId = FolderLayout.caseId(image);
      if (!listed.add(caseId)) {
        continue;
      }
      if (images.get(caseId).size() > 1) {
        failed.add(FolderLayout.duplicate(caseId, images.get(caseId)));
      } else {
        cases.add(
            new CaseSource(caseId, FolderLayout.nifti(folder + image), null).withTestPart(true));
      }
    }
    for (CaseSource extra : onDisk.cases()) {
      if (!listed.contains(extra.caseId())) {
        failed.add(unlisted(extra));
      }
    }
    onDisk.failed().stream().filter(f -> !listed.contains(f.caseId())).forEach(failed::add);
    return new FolderLayout.Listing(cases, failed);
  }

  /** The images that share a case id; one that is listed twice counts once. */
  private Map<String, Set<String>> imagesById() {
    Map<String, Set<String>> images = new HashMap<>();
    Stream.concat(
            description.training().stream().map(DatasetJson.Pair::image),
            description.test().stream())
        .forEach(
            image ->
                images
                    .computeIfAbsent(FolderLayout.caseId(image), id -> new TreeSet<>())
                    .add(folder + image));
    return images;
  }

  private static FailedCase unlisted(CaseSource extra) {
    return new FailedCase(
        extra.caseId(),
        extra.image(),
        "read",
        Fault.UNLISTED,
        extra.caseId() + ": " + Fault.UNLISTED.cure(),
        "");
  }
}
