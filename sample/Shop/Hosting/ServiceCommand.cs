using System.CommandLine;

namespace Shop.Hosting;

internal static class ServiceCommand
{
    public static Command Create(string name, string description, ServiceDefinition definition)
    {
        var urls = new Option<string>("--urls")
        {
            Description = "Where to listen; port 0 takes a free one, and the line printed at the start names it.",
            DefaultValueFactory = _ => name switch
            {
                "storefront" => "http://127.0.0.1:4701",
                "checkout" => "http://127.0.0.1:4702",
                _ => "http://127.0.0.1:4703",
            },
        };
        var command = new Command(name, description) { urls };
        command.SetAction((parsed, stop) => ServiceHost.Run(name, parsed.GetValue(urls)!, definition, stop));
        return command;
    }
}
