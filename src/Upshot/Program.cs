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
return Invocation.RunAsync(args, CancellationToken.None).GetAwaiter().GetResult();
