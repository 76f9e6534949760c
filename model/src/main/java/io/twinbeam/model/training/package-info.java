/** Training steps: the optimiser and all that a step needs beyond networks and objective. */
package io.twinbeam.model.training;
