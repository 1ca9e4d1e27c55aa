using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using Upshot;
using Upshot.Commands;
using Upshot.Demo;
using Upshot.Server;

// Before the commands are built: a version, the process that answers queries, and the Shop, which the demo starts again and again.
if (args is ["--version"])
{
    Console.WriteLine(typeof(ExitCode).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);
    return ExitCode.Yes;
}

if (QueryWorkerProgram.IsMeant(args))
{
    return QueryWorkerProgram.Run();
}

if (args is [HostedShop.Command, .. var shopping])
{
    return HostedShop.Run(shopping);
}

Console.SetOut(new VisibleWriter(Console.Out, !Console.IsOutputRedirected));
Console.SetError(new VisibleWriter(Console.Error, !Console.IsErrorRedirected));
var parsed = CommandTable.RootFor(args).Parse(args);
if (Misuse.Tell(parsed, Console.Error) is { } misuse)
{
    return misuse;
}

// Commands end by themselves when they are asked to; a server must not be cut off while it seals. What waits for nothing is called as it is.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = null };
return parsed.Action is SynchronousCommandLineAction ? parsed.Invoke(invocation) : parsed.InvokeAsync(invocation).GetAwaiter().GetResult();
