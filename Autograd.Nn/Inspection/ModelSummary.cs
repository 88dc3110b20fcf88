using System.Globalization;
using System.Text;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>A model's modules with what they compute and cost, for a given input: made by Summary; printed as a table.</summary>
public sealed class ModelSummary
{
    private ModelSummary(IReadOnlyList<LayerSummary> layers, long trained, long parameterBytes)
    {
        Layers = layers;
        TrainedParameters = trained;
        ParameterBytes = parameterBytes;
        foreach (LayerSummary layer in layers)
        {
            Parameters += layer.Parameters;
            ResultBytes += layer.ResultBytes;
            MultiplyAdds += layer.MultiplyAdds;
        }
    }

    /// <summary>A row for each module, the outermost first, in the order of declaration; a shared one once.</summary>
    public IReadOnlyList<LayerSummary> Layers { get; }

    /// <summary>The number of elements of all parameters.</summary>
    public long Parameters { get; }

    /// <summary>The number of those that are trained, not frozen.</summary>
    public long TrainedParameters { get; }

    /// <summary>The memory of the parameters.</summary>
    public long ParameterBytes { get; }

    /// <summary>The memory of all that is computed from the input, which a tape keeps for the way back.</summary>
    public long ResultBytes { get; }

    /// <summary>How many products are added up.</summary>
    public long MultiplyAdds { get; }

    /// <summary>The table, at most 80 columns wide.</summary>
    public override string ToString()
    {
        var table = new TextTable(3, "layer", "", "output", "parameters", "memory", "mult-adds");
        foreach (LayerSummary layer in Layers)
        {
            table.Add(
                layer.Path.Length == 0 ? "(model)" : layer.Path, layer.Layer, $"{layer.OutputShape}", TextTable.Number(layer.Parameters),
                TextTable.Bytes(layer.ResultBytes), TextTable.Number(layer.MultiplyAdds));
        }

        table.Add("total", "", "", TextTable.Number(Parameters), TextTable.Bytes(ResultBytes), TextTable.Number(MultiplyAdds));
        return string.Create(CultureInfo.InvariantCulture,
            $"{table}{TrainedParameters:N0} of {Parameters:N0} parameters are trained; they take {TextTable.Bytes(ParameterBytes)}.\n");
    }

    /// <summary>Calls a model and looks on; the model is as before afterwards.</summary>
    internal static ModelSummary Of(Module module, Action run)
    {
        List<(string Path, Module Module)> modules = [("", module)];
        foreach (NamedPart named in module.NamedParts())
        {
            if (named.Part is Module inner)
            {
                modules.Add((named.Name, inner));
            }
        }

        HashSet<Parameter> counted = [];
        using var state = new ModuleSnapshot(module);
        using var tape = new Tape { Traces = true };
        using var costs = new Costs(tape, module);
        run();
        costs.Close();
        long trained = 0, bytes = 0;
        foreach (Parameter parameter in module.Parameters())
        {
            trained += parameter.RequiresGrad ? parameter.Shape.Count : 0;
            bytes += (long)parameter.Shape.Count * parameter.DType.Size();
        }

        return new([.. modules.Select(of => costs.Row(of.Path, of.Module, counted))], trained, bytes);
    }

    // What ops cost is that of the innermost module at work.
    private sealed class Costs(Tape tape, Module outermost) : ModuleWatcher
    {
        private readonly Dictionary<Module, Cost> _costs = [];
        private readonly Stack<Module> _atWork = new([outermost]);
        private int _seen;

        public LayerSummary Row(string path, Module module, HashSet<Parameter> counted)
        {
            Cost cost = Of(module);
            long parameters = 0;
            foreach (Parameter parameter in module.OwnParameters())
            {
                parameters += counted.Add(parameter) ? parameter.Shape.Count : 0;
            }

            return new(path, module.Description, cost.Output, cost.Calls, parameters, cost.Bytes, cost.MultiplyAdds);
        }

        /// <summary>Counts what came last.</summary>
        public void Close() => Count();

        protected override void Begin(Module module)
        {
            Count();
            _atWork.Push(module);
        }

        protected override void Result(Module module, Tensor? input, Tensor? output)
        {
            Cost cost = Of(module);
            (cost.Output, cost.Calls) = (output?.Shape ?? cost.Output, cost.Calls + 1);
        }

        protected override void End()
        {
            Count();
            _atWork.Pop();
        }

        private void Count()
        {
            Cost cost = Of(_atWork.Peek());
            for (; _seen < tape.Calls.Count; _seen++)
            {
                TracedCall call = tape.Calls[_seen];
                cost.MultiplyAdds += Nn.MultiplyAdds.Of(call);
                foreach (Tensor output in call.Outputs)
                {
                    // A view takes no memory of its own.
                    cost.Bytes += call.Inputs.Any(output.SharesBuffer) ? 0 : (long)output.Count * output.DType.Size();
                }
            }
        }

        private Cost Of(Module module)
        {
            if (!_costs.TryGetValue(module, out Cost? cost))
            {
                _costs.Add(module, cost = new());
            }

            return cost;
        }

        private sealed class Cost
        {
            public Shape? Output { get; set; }

            public int Calls { get; set; }

            public long Bytes { get; set; }

            public long MultiplyAdds { get; set; }
        }
    }
}
