/** The engine alone: no sockets, no other threads, time that stands still unless told. */
@NullMarked
package io.bush.realtime.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
