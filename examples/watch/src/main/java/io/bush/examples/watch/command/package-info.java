/** The command line: what is asked for, where the token comes from, what is wrong with it. */
@NullMarked
package io.bush.examples.watch.command;

import org.jspecify.annotations.NullMarked;
