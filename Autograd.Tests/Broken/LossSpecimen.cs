using Autograd.Core;

namespace Autograd.Tests.Broken;

/// <summary>A squared error written by hand, sound but for one defect of a reduction.</summary>
internal sealed class LossSpecimen(Defect defect, string reduction)
    : Op("mse_loss", defect switch
    {
        Defect.AttributesNotTold => [],
        Defect.AttributeMistold => ["none"],
        Defect.AttributeNotTheMethods => [reduction, 1],
        _ => [reduction],
    })
{
    public static OpDefinition With(Defect defect) => new()
    {
        Name = "mse_loss",
        Category = OpCategory.Loss,
        Formula = "(x - t)^2",
        Source = "Gauss, 1821",
        Parameters =
        [
            new("reduction", defect == Defect.DefaultNotTheMethods ? "sum" : "mean", "How the losses become one number."),
            .. defect == Defect.AttributeNotTheMethods ? [new("weight", 1, "What no method takes.")] : Array.Empty<OpParameter>(),
        ],
        Make = attributes => new LossSpecimen(defect, attributes.Word("reduction")),
        Samples = OpSamples.Loss(),
        Errors = [.. OpErrors.Loss("mse_loss").SkipLast(1)],
    };

    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, 2);
        ExpectFloats(inputs);
        Tensor x = inputs[0], t = inputs[1];
        if (x.Shape != t.Shape)
        {
            throw new ArgumentException($"{Name}: the input is {x.Shape} and the target {t.Shape}; expected equal shapes.");
        }

        Tensor losses = (x - t).Square();
        return reduction switch
        {
            "none" => losses,
            "sum" when defect == Defect.TotalLosesDigits && x.DType == DType.Float32 => OneByOne(losses),
            "sum" => defect == Defect.SumIsNoSum ? losses.Mean() : losses.Sum(),
            _ => losses.Mean(),
        };
    }

    private static Tensor OneByOne(Tensor losses)
    {
        float total = 0;
        foreach (float loss in losses.AsSpan<float>())
        {
            total += loss;
        }

        return Tensor.From([total], []);
    }

    protected override void Differentiate(Pullback call)
    {
        Tensor x = call.Inputs[0], t = call.Inputs[1];
        double factor = (reduction, defect) switch
        {
            ("sum", Defect.SumGradientNotThatOfNone) => 1,
            ("mean", Defect.MeanGradientNotDivided) => 2,
            ("mean", _) => 2.0 / x.Count,
            _ => 2,
        };
        Tensor gradient = factor * Specimen.Chain(x - t, call.Upstream);
        call.Set(0, gradient);
        call.Set(1, -gradient);
    }
}
