/** Seed 004: tasks of projects, on /tasks/connect. */
@NullMarked
package io.bush.examples.dialects.tasks;

import org.jspecify.annotations.NullMarked;
