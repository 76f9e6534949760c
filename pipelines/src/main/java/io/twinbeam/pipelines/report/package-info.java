/**
 * The report of a run: one self-contained HTML page, made from the files of a run directory and the
 * volumes behind them. It loads nothing, and the same run gives the same bytes.
 *
 * <p>The page holds its data and two scripts, which its policy names by their digests so that no
 * other runs: Apache ECharts, and report.js, which builds charts, moves slices and copies texts.
 * Without scripts it still shows every number, as tables, and the middle slices.
 *
 * <p>Distances are in mm; undefined ones (one object empty) are shown as misses. Overlays are in
 * radiological orientation: the patient's right is on the left of the image.
 */
package io.twinbeam.pipelines.report;
