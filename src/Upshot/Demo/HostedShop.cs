using System.Reflection;
using System.Runtime.Loader;

namespace Upshot.Demo;

/// <summary>
/// <c>upshot shop …</c>: the Shop inside of this program, so that a package needs no second runtime for it. What both use is
/// loaded once; only what the Shop alone needs comes from its folder.
/// </summary>
internal static class HostedShop
{
    public const string Command = "shop";

    // The Shop starts its services as processes of the program that hosts it, and asks here how (Hosting/RunCommand.cs).
    private const string StartsWith = "Shop.StartsWith";

    /// <summary>Runs the Shop's program with these arguments; answers with its exit code.</summary>
    public static int Run(string[] arguments)
    {
        ShopFiles shop;
        try
        {
            shop = ShopFiles.Find();
        }
        catch (DemoFailure failure)
        {
            Console.Error.WriteLine(failure.Message);
            return ExitCode.Failed;
        }

        var folder = Path.GetDirectoryName(shop.Program)!;
        var own = OwnProgram.Find();
        AppContext.SetData(StartsWith, (string[])[own.File, .. own.Arguments, Command]);
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            Path.Combine(folder, name.Name + ".dll") is var file && File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
        var program = AssemblyLoadContext.Default.LoadFromAssemblyPath(shop.Program);
        Assembly.SetEntryAssembly(program);
        var code = program.EntryPoint!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [arguments], null);
        return code is int number ? number : ExitCode.Yes;
    }
}
