using System.CommandLine;
using Autograd.Data;
using Autograd.Nn;
using SampleTools;

namespace TabularClassifier;

/// <summary>The sample: from a spreadsheet to predictions, one command each for training, predicting, looking and comparing.</summary>
internal static class Program
{
    private static int Main(string[] args) => Run(args, Console.Out, Console.Error);

    /// <summary>Runs the program; returns its exit code, 1 where something was wrong, of which one line then tells.</summary>
    internal static int Run(string[] args, TextWriter output, TextWriter error)
    {
        var line = new CommandLine();
        return SampleProgram.RunCommands(line.Command, args, output, error, (result, session) => Do(line, result, session, output, error));
    }

    private static void Do(CommandLine line, ParseResult result, Session session, TextWriter output, TextWriter error)
    {
        try
        {
            line.Run(result, session, output, error);
        }
        catch (Exception e) when (e is TableException or TensorFileException or ArgumentException
            || (e is InvalidOperationException && e.InnerException is NotFiniteNumberException))
        {
            throw new SampleException(UserWords.Of(e.Message.Split(" (Parameter '")[0].ReplaceLineEndings(" ")));
        }
    }
}
