/**
 * The report of a run: one self-contained HTML page, made from the files of a run directory. It
 * holds no script, loads nothing, and is a pure function of those files, so the same run gives the
 * same bytes.
 *
 * <p>Distances are in mm; undefined ones (one object empty) are shown as misses. Overlays are in
 * radiological orientation: the patient's right is on the left of the image.
 */
package io.twinbeam.pipelines.report;
