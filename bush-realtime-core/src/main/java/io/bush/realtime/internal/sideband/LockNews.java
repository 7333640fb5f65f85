package io.bush.realtime.internal.sideband;

/** What the back end says of locks that a connection may believe in. Thread safety: immutable. */
public sealed interface LockNews permits LockLoss, LockPicture {}
