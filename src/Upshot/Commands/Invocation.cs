using System.CommandLine;
using System.CommandLine.Invocation;

namespace Upshot.Commands;

/// <summary>One command line, from its words to its exit code.</summary>
internal static class Invocation
{
    /// <param name="cancellation">Ends what waits, as a signal would.</param>
    public static Task<int> RunAsync(string[] arguments, CancellationToken cancellation)
    {
        var parsed = CommandTable.RootFor(arguments).Parse(arguments);
        if (Misuse.Tell(parsed, Console.Error) is { } misuse)
        {
            return Task.FromResult(misuse);
        }

        // Commands end by themselves when they are asked to; a server must not be cut off while it seals. What waits for nothing is called as it is.
        var invocation = new InvocationConfiguration { ProcessTerminationTimeout = null };
        return parsed.Action is SynchronousCommandLineAction ? Task.FromResult(parsed.Invoke(invocation)) : parsed.InvokeAsync(invocation, cancellation);
    }
}
