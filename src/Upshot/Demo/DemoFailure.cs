namespace Upshot.Demo;

/// <summary>The demo cannot go on; the message says why, for the person who started it.</summary>
internal sealed class DemoFailure(string message) : Exception(message);
