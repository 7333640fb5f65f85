/** What people are doing, from one dialect to all: typing, and who is online. */
@NullMarked
package io.bush.examples.dialects.activity;

import org.jspecify.annotations.NullMarked;
