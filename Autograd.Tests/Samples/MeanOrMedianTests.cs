using System.Xml.Linq;
using Autograd.Nn;
using MeanOrMedian;
using SampleTools;

namespace Autograd.Tests.Samples;

public sealed class MeanOrMedianTests
{
    private static readonly double[] s_places = [.. Enumerable.Range(1, 19).Select(i => i / 20.0)];

    [Test]
    public void The_squared_error_learns_the_mean([Range(0, 2)] int seed)
    {
        double[] answers = Trained(new MseLoss(), (ulong)seed).Answer(s_places);

        Math.Sqrt(s_places.Zip(answers, (place, answer) => Math.Pow(answer - Edges.Mean(place), 2)).Average()).ShouldBeLessThan(0.05);
    }

    [Test]
    public void The_absolute_error_learns_the_median([Range(0, 2)] int seed)
    {
        double[] answers = Trained(new L1Loss(), (ulong)seed).Answer(s_places);

        foreach ((double place, double answer) in s_places.Zip(answers).Where(pair => Math.Abs(pair.First - Edges.Centre) > 0.07))
        {
            answer.ShouldBe(Edges.Median(place), 0.05, $"at {place}");
        }
    }

    [Test]
    public void Mean_and_median_are_those_of_the_pictures()
    {
        TensorDataset pictures = Edges.Make(seed: 5);
        float[] places = pictures.Inputs.ToArray<float>(), answers = pictures.Targets.ToArray<float>();
        for (double from = 0.05; from < 0.95; from += 0.1)
        {
            float[] there =
                [.. places.Zip(answers).Where(pair => pair.First >= from && pair.First < from + 0.1).Select(pair => pair.Second).Order()];
            double middle = from + 0.05;
            there.Average().ShouldBe((float)Edges.Mean(middle), 0.06f);
            if (Math.Abs(middle - Edges.Centre) > 0.05)
            {
                there[there.Length / 2].ShouldBe((float)Edges.Median(middle));
            }
        }
    }

    [Test]
    public void A_run_shows_the_numbers_and_draws_them()
    {
        string folder = Directory.CreateTempSubdirectory("MeanOrMedian").FullName;
        try
        {
            string file = Path.Combine(folder, "answers.svg");
            (int code, string output, string error) = Run("--epochs", "2", "--svg", file);

            (code, error).ShouldBe((0, ""));
            output.ShouldContain("learned by L1");
            XDocument.Load(file).Descendants().Count(element => element.Name.LocalName == "text").ShouldBeGreaterThan(4);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestCase("--epochs 1.5", "--epochs: expected a whole number from 1 to 10000, found '1.5'")]
    [TestCase("--svg /no/such/folder/x.svg", "--svg: expected a file that can be written, found '/no/such/folder/x.svg'")]
    [TestCase("surplus", "'surplus'")]
    public void Bad_input_is_one_line_and_exit_code_1(string commandLine, string expected)
    {
        (int code, string output, string error) = Run(commandLine.Split(' '));

        (code, output).ShouldBe((1, ""));
        error.ShouldContain(expected);
        error.TrimEnd().ShouldNotContain('\n');
    }

    private static Painter Trained(Loss loss, ulong seed)
    {
        var painter = new Painter(loss, seed);
        painter.Train(Edges.Make(seed), epochs: 40, seed, new Session(), "painter");
        return painter;
    }

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        return (MeanOrMedian.Program.Run(args, output, error), output.ToString(), error.ToString());
    }
}
