/** What is derived from a run directory's tables once a pipeline has ended: summary, provenance. */
package io.twinbeam.pipelines.results;
